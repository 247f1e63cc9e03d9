package io.ouroscope.python.decode;

import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// C types that are nothing but references and a few numbers: one line each.
///
/// A line names the C struct and the type as C names it, several where versions differ; then what the layout table
/// cannot tell. A struct that a version does not have (or whose measurement is missing) is left to the generic
/// handling, and so is a type whose size is not that of the struct.
final class PlainStructs {
    private final Structs structs;
    private final List<StructDecoder.Builder> lines = new ArrayList<>();

    private PlainStructs(Structs structs) {
        this.structs = structs;
    }

    static void addTo(Structs structs, List<Decoder> decoders) {
        var table = new PlainStructs(structs);
        table.language();
        table.iterators();
        table.itertools();
        table.typing();
        table.contexts();
        table.asynchronous();
        table.files();
        table.text();
        table.database();
        table.others();
        table.lines.forEach(line -> line.addTo(decoders));
    }

    private StructDecoder.Builder line(String struct, String... typeNames) {
        var line = new StructDecoder.Builder(structs, struct, List.of(typeNames));
        lines.add(line);
        return line;
    }

    private void language() {
        line("propertyobject", "property").prefix("prop_");
        line("staticmethod", "staticmethod").prefix("sm_");
        line("classmethod", "classmethod").prefix("cm_");
        line("superobject", "super");
        line("PySliceObject", "slice").call("slice", "start", "stop", "step");
        line("mappingproxyobject", "mappingproxy").call("mappingproxy", "mapping");
        line("wrapperobject", "method-wrapper");
        line("PyInstanceMethodObject", "instancemethod");
        line("PyTracebackObject", "traceback").prefix("tb_");
        line("PyCapsule", "PyCapsule");
        line("PyFrameLocalsProxyObject", "FrameLocalsProxy");
        line("lazyimportobject", "lazy_import").prefix("lz_");
        line("templateobject", "string.templatelib.Template");
        line("templateiterobject", "string.templatelib.TemplateIter");
        line("interpolationobject", "string.templatelib.Interpolation")
                .call("Interpolation", "value", "expression", "conversion", "format_spec");
        line("PyBufferWrapper", "_buffer_wrapper");
        line("PySTEntryObject", "symtable entry").prefix("ste_");
        line("_PyManagedBufferObject", "managedbuffer").with("master.obj");
        line("PyPickleBufferObject", "pickle.PickleBuffer").with("view.obj");
        line("AST_object", "ast.AST", "_ast.AST");
    }

    private void iterators() {
        line("seqiterobject", "iterator").prefix("it_");
        line("calliterobject", "callable_iterator").prefix("it_");
        line("listiterobject", "list_iterator").prefix("it_").numbers("it_index");
        line("listreviterobject", "list_reverseiterator").prefix("it_");
        line("tupleiterobject", "tuple_iterator").prefix("it_").numbers("it_index");
        line("striterobject", "bytes_iterator").prefix("it_");
        line("bytesiterobject", "bytearray_iterator").prefix("it_");
        line("unicodeiterobject", "str_iterator", "str_ascii_iterator").prefix("it_");
        line(
                        "dictiterobject",
                        "dict_keyiterator",
                        "dict_valueiterator",
                        "dict_itemiterator",
                        "dict_reversekeyiterator",
                        "dict_reversevalueiterator",
                        "dict_reverseitemiterator")
                .prefix("di_");
        line("setiterobject", "set_iterator").prefix("si_");
        line("_PyRangeIterObject", "range_iterator").numbers("index", "start", "step", "len");
        line("longrangeiterobject", "longrange_iterator");
        line("memoryiterobject", "memory_iterator").prefix("it_").with("it_seq");
        line("gaiterobject", "generic_alias_iterator");
        line("dequeiterobject", "_collections._deque_iterator", "collections._deque_iterator");
        line("dequeiterobject", "_collections._deque_reverse_iterator", "collections._deque_reverse_iterator");
        line("odictiterobject", "odict_iterator").prefix("di_").with("di_odict");
        line("arrayiterobject", "array.arrayiterator", "arrayiterator").with("ao");
        line("enumobject", "enumerate").prefix("en_");
        line("reversedobject", "reversed").numbers("index");
        line("filterobject", "filter");
        line("mapobject", "map");
        line("zipobject", "zip");
        line("lineiterator", "line_iterator").prefix("li_").with("li_code");
        line("positionsiterator", "positions_iterator").prefix("pi_").with("pi_code");
        line("formatteriterobject", "formatteriterator").with("str.str");
        line("fieldnameiterobject", "fieldnameiterator").with("str.str");
        line("PyHamtIterator", "items", "keys", "values").prefix("hi_");
    }

    private void itertools() {
        line("accumulateobject", "itertools.accumulate");
        line("batchedobject", "itertools.batched");
        line("chainobject", "itertools.chain");
        line("compressobject", "itertools.compress");
        line("cycleobject", "itertools.cycle");
        line("dropwhileobject", "itertools.dropwhile");
        line("filterfalseobject", "itertools.filterfalse");
        line("groupbyobject", "itertools.groupby");
        line("_grouperobject", "itertools._grouper");
        line("isliceobject", "itertools.islice").numbers("next", "stop", "step");
        line("pairwiseobject", "itertools.pairwise");
        line("starmapobject", "itertools.starmap");
        line("takewhileobject", "itertools.takewhile");
        line("teeobject", "itertools._tee", "itertools.tee").with("dataobj");
        line("ziplongestobject", "itertools.zip_longest");
        line("lru_list_elem", "functools._lru_list_elem").without("prev", "next");
        line("keyobject", "functools.KeyWrapper");
        line("tuplegetter", "_collections._tuplegetter", "collections._tuplegetter");
    }

    private void typing() {
        line("typealiasobject", "typing.TypeAliasType");
        line("paramspecattrobject", "typing.ParamSpecArgs").with("__origin__");
        line("paramspecattrobject", "typing.ParamSpecKwargs").with("__origin__");
        line("constevaluatorobject", "_typing._ConstEvaluator");
    }

    private void contexts() {
        line("PyContext", "Context", "_contextvars.Context").prefix("ctx_");
        line("PyContextVar", "ContextVar", "_contextvars.ContextVar")
                .prefix("var_")
                .without("var_cached");
        line("PyContextToken", "Token", "_contextvars.Token").prefix("tok_");
        line("PyHamtObject", "hamt").prefix("h_").with("h_root");
    }

    private void asynchronous() {
        line("PyCoroWrapper", "coroutine_wrapper").prefix("cw_");
        line("PyAsyncGenASend", "async_generator_asend").prefix("ags_");
        line("PyAsyncGenAThrow", "async_generator_athrow").prefix("agt_");
        line("_PyAsyncGenWrappedValue", "async_generator_wrapped_value").prefix("agw_");
        line("anextawaitableobject", "anext_awaitable");
        line("futureiterobject", "_asyncio.FutureIter");
        line("TaskStepMethWrapper", "TaskStepMethWrapper", "_asyncio.TaskStepMethWrapper")
                .prefix("sw_")
                .with("sw_task");
        line("TaskWakeupMethWrapper", "TaskWakeupMethWrapper").prefix("ww_").with("ww_task");
        line("PyRunningLoopHolder", "_RunningLoopHolder").prefix("rl_");
        if (structs.layout.has("simplequeueobject")
                && structs.layout.struct("simplequeueobject").has("lst")) {
            line("simplequeueobject", "_queue.SimpleQueue");
        }
    }

    private void files() {
        line("stringio", "_io.StringIO").with("accu.large", "accu.small");
        line("bytesiobuf", "_io._BytesIOBuffer");
        line("nldecoder_object", "_io.IncrementalNewlineDecoder");
        line("rwpair", "_io.BufferedRWPair").with("reader", "writer");
        line("ScandirIterator", "posix.ScandirIterator").with("path.object");
        line("DirEntry", "posix.DirEntry");
        line("PyStdPrinter_Object", "stderrprinter");
        line("PyEpoll_Object", "select.epoll").numbers("epfd");
        line("pollObject", "select.poll");
        line("PySSLContext", "_ssl._SSLContext");
        line("PySSLSocket", "_ssl._SSLSocket").with("ctx");
        line("PySSLSession", "_ssl.SSLSession", "_ssl.Session").with("ctx");
        line("PySSLMemoryBIO", "_ssl.MemoryBIO");
        line("PySSLCertificate", "_ssl.Certificate");
        line("SemLockObject", "_multiprocessing.SemLock").numbers("count", "maxvalue");
    }

    private void text() {
        line("TemplateObject", "_sre.SRE_Template");
        line("PyScannerObject", "_json.Scanner");
        line("PyEncoderObject", "_json.Encoder");
        line("DialectObj", "_csv.Dialect");
        line("ReaderObj", "_csv.reader").with("dialect");
        line("WriterObj", "_csv.writer").with("dialect");
        line("PicklerMemoProxyObject", "_pickle.PicklerMemoProxy").with("pickler");
        line("UnpicklerMemoProxyObject", "_pickle.UnpicklerMemoProxy").with("unpickler");
        line("unpackiterobject", "unpack_iterator", "_struct.unpack_iterator").with("so", "buf.obj");
        line("MultibyteCodecObject", "MultibyteCodec", "_multibytecodec.MultibyteCodec");
        line(
                        "MultibyteIncrementalEncoderObject",
                        "MultibyteIncrementalEncoder",
                        "_multibytecodec.MultibyteIncrementalEncoder")
                .doubtful("errors");
        line(
                        "MultibyteIncrementalDecoderObject",
                        "MultibyteIncrementalDecoder",
                        "_multibytecodec.MultibyteIncrementalDecoder")
                .doubtful("errors");
        line("MultibyteStreamReaderObject", "MultibyteStreamReader", "_multibytecodec.MultibyteStreamReader")
                .doubtful("errors");
        line("MultibyteStreamWriterObject", "MultibyteStreamWriter", "_multibytecodec.MultibyteStreamWriter")
                .doubtful("errors");
        // The handlers stand in an array whose length only pyexpat's code knows.
        line("xmlparseobject", "pyexpat.xmlparser");
        line("tokenizeriterobject", "_tokenize.TokenizerIter");
        line("TreeBuilderObject", "xml.etree.ElementTree.TreeBuilder");
        line("XMLParserObject", "xml.etree.ElementTree.XMLParser").without("elementtree_module");
    }

    private void database() {
        line("pysqlite_Connection", "sqlite3.Connection")
                .without(
                        "Warning",
                        "Error",
                        "InterfaceError",
                        "DatabaseError",
                        "DataError",
                        "OperationalError",
                        "IntegrityError",
                        "InternalError",
                        "ProgrammingError",
                        "NotSupportedError")
                .with("statement_cache")
                .struct("trace_ctx", "callback_context")
                .struct("progress_ctx", "callback_context")
                .struct("authorizer_ctx", "callback_context");
        line("pysqlite_Row", "sqlite3.Row");
        line("pysqlite_Cursor", "sqlite3.Cursor").with("connection", "statement");
        line("pysqlite_Blob", "sqlite3.Blob").with("connection");
        line("pysqlite_Statement", "sqlite3.Statement");
        line("pysqlite_Cache", "sqlite3Cache", "sqlite3.Cache").with("first", "last");
        line("pysqlite_Node", "sqlite3Node", "sqlite3.Node");
    }

    private void others() {
        line("ZoneInfo", "zoneinfo.ZoneInfo").callByName("zoneinfo.ZoneInfo", "key");
        line("PySocketSockObject", "_socket.socket")
                .prefix("sock_")
                .numbers("sock_fd", "sock_family", "sock_type", "sock_proto");
        line("mmap_object", "mmap.mmap").numbers("size", "pos", "fd");
        line("_abc_data", "_abc_data", "_abc._abc_data").prefix("_abc_");
        line("PyDateTime_TZInfo", "datetime.tzinfo");
        line("PyDecContextObject", "decimal.Context").without("tstate").with("traps", "flags");
        line("PyDecContextManagerObject", "decimal.ContextManager");
        line("RandomObject", "_random.Random");
        line("localobject", "_thread._local");
        line("localdummyobject", "_thread._localdummy");
        line("PyThreadHandleObject", "_thread._ThreadHandle");
        line("PyCArgObject", "CArgObject", "_ctypes.CArgObject");
        line("CFieldObject", "_ctypes.CField", "ctypes.CField");
        line("CThunkObject", "_ctypes.CThunkObject");
        line("DictRemoverObject", "_ctypes.DictRemover");
        line("StructParamObject", "_ctypes.StructParam_Type");
        line("ProfilerObject", "_lsprof.Profiler");
        line("compobject", "zlib.Compress");
        line("compobject", "zlib.Decompress");
        line("ZlibDecompressor", "zlib._ZlibDecompressor");
        line("BZ2Compressor", "_bz2.BZ2Compressor");
        line("BZ2Decompressor", "_bz2.BZ2Decompressor").buffer("input_buffer", "input_buffer_size", 1, false);
        line("Compressor", "_lzma.LZMACompressor");
        line("Decompressor", "_lzma.LZMADecompressor").buffer("input_buffer", "input_buffer_size", 1, false);
        line("ZstdCompressor", "compression.zstd.ZstdCompressor");
        line("ZstdDecompressor", "compression.zstd.ZstdDecompressor")
                .buffer("input_buffer", "input_buffer_size", 1, false);
        line("ZstdDict", "compression.zstd.ZstdDict").buffer("dict_buffer", "dict_len", 1, false);
        line("PreviousDBVersion", "unicodedata.UCD");
        line("EVPobject", "_hashlib.HASH");
        line("HASHobject", "_hashlib.HASH");
        line("HMACobject", "_hashlib.HMAC");
        line("PyCursesWindowObject", "_curses.window", "_curses.curses window");
        line("PyCursesPanelObject", "_curses_panel.panel", "_curses_panel.curses panel");
    }
}
