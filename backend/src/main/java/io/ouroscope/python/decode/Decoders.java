package io.ouroscope.python.decode;

import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// All decoders. A new Python type is a class in this package and a line here, or only a line in [#plainStructs].
final class Decoders {

    private Decoders() {}

    static List<Decoder> of(Structs structs) {
        var decoders = new ArrayList<Decoder>(List.of(
                new PlainObjectDecoder(),
                new TypeDecoder(structs),
                new ConstantDecoder("NoneType", "None"),
                new ConstantDecoder("ellipsis", "Ellipsis"),
                new ConstantDecoder("NotImplementedType", "NotImplemented"),
                new BoolDecoder(structs),
                new IntDecoder(structs),
                new FloatDecoder(structs),
                new ComplexDecoder(structs),
                new StrDecoder(structs),
                new BytesDecoder(structs),
                new BytearrayDecoder(structs),
                new ListDecoder(structs),
                new TupleDecoder(structs),
                new DictDecoder(structs),
                new SetDecoder(structs, "set"),
                new SetDecoder(structs, "frozenset"),
                new FunctionDecoder(structs),
                new BuiltinFunctionDecoder(structs),
                new MethodDecoder(structs),
                new CodeDecoder(structs),
                new CellDecoder(structs),
                new ModuleDecoder(structs),
                new FrameDecoder(structs),
                new GeneratorDecoder(structs, "generator"),
                new GeneratorDecoder(structs, "coroutine"),
                new GeneratorDecoder(structs, "async_generator"),
                new WeakReferenceDecoder(structs)));
        extensionTypes(structs, decoders);
        exceptions(structs, decoders);
        plainStructs(structs, decoders);
        return decoders;
    }

    /// Types whose struct stands in a C file: a table made from headers alone does not have it.
    private static void extensionTypes(Structs structs, List<Decoder> decoders) {
        Layout layout = structs.layout;
        if (layout.has("odictobject")) {
            decoders.add(new OrderedDictDecoder(structs));
        }
        if (layout.has("defdictobject")) {
            decoders.add(new DefaultDictDecoder(structs));
        }
        if (layout.has("dequeobject")) {
            decoders.add(new DequeDecoder(structs));
        }
        if (layout.has("arrayobject")) {
            decoders.add(new ArrayDecoder(structs));
        }
        if (layout.has("FutureObj")) {
            decoders.add(new FutureDecoder(structs, false));
            decoders.add(new FutureDecoder(structs, true));
        }
    }

    /// Exception types whose struct has more fields than `BaseException`; all others inherit its decoder.
    private static void exceptions(Structs structs, List<Decoder> decoders) {
        exception(structs, decoders, "PyBaseExceptionObject", "BaseException");
        exception(structs, decoders, "PyOSErrorObject", "OSError");
        exception(structs, decoders, "PySyntaxErrorObject", "SyntaxError");
        exception(structs, decoders, "PyImportErrorObject", "ImportError");
        exception(structs, decoders, "PyStopIterationObject", "StopIteration");
        exception(structs, decoders, "PySystemExitObject", "SystemExit");
        exception(structs, decoders, "PyAttributeErrorObject", "AttributeError");
        exception(structs, decoders, "PyNameErrorObject", "NameError");
        exception(structs, decoders, "PyBaseExceptionGroupObject", "BaseExceptionGroup");
        exception(
                structs,
                decoders,
                "PyUnicodeErrorObject",
                "UnicodeDecodeError",
                "UnicodeEncodeError",
                "UnicodeTranslateError");
    }

    private static void exception(Structs structs, List<Decoder> decoders, String struct, String... typeNames) {
        if (structs.layout.has(struct)) {
            decoders.add(new ExceptionDecoder(structs, struct, List.of(typeNames)));
        }
    }

    /// C types that are nothing but references: struct, prefix of its field names, `tp_name`s.
    private static void plainStructs(Structs structs, List<Decoder> decoders) {
        plain(structs, decoders, "propertyobject", "prop_", "property");
        plain(structs, decoders, "staticmethod", "sm_", "staticmethod");
        plain(structs, decoders, "classmethod", "cm_", "classmethod");
        plain(structs, decoders, "superobject", "", "super");
        plain(structs, decoders, "PySliceObject", "", "slice");
        plain(structs, decoders, "rangeobject", "", "range");
        plain(structs, decoders, "mappingproxyobject", "", "mappingproxy");
        plain(structs, decoders, "PyGetSetDescrObject", "d_", "getset_descriptor");
        plain(structs, decoders, "PyMemberDescrObject", "d_", "member_descriptor");
        plain(structs, decoders, "PyMethodDescrObject", "d_", "method_descriptor", "classmethod_descriptor");
        plain(structs, decoders, "PyWrapperDescrObject", "d_", "wrapper_descriptor");
        plain(structs, decoders, "wrapperobject", "", "method-wrapper");
        plain(structs, decoders, "PyInstanceMethodObject", "", "instancemethod");
        plain(structs, decoders, "PyTracebackObject", "tb_", "traceback");
        plain(structs, decoders, "seqiterobject", "it_", "iterator");
        plain(structs, decoders, "listiterobject", "it_", "list_iterator");
        plain(structs, decoders, "tupleiterobject", "it_", "tuple_iterator");
        plain(structs, decoders, "PyDictViewObject", "dv_", "dict_keys", "dict_values", "dict_items");
        plain(structs, decoders, "gaobject", "", "types.GenericAlias");
        plain(structs, decoders, "unionobject", "", "types.UnionType", "typing.Union");
        plain(structs, decoders, "_PyNamespaceObject", "ns_", "types.SimpleNamespace");
        plain(structs, decoders, "partialobject", "", "functools.partial");
        plain(structs, decoders, "PyContext", "ctx_", "Context", "_contextvars.Context");
        plain(structs, decoders, "PyContextVar", "var_", "ContextVar", "_contextvars.ContextVar");
        plain(structs, decoders, "PyCoroWrapper", "cw_", "coroutine_wrapper");
        plain(structs, decoders, "PyAsyncGenASend", "ags_", "async_generator_asend");
        plain(structs, decoders, "PyAsyncGenAThrow", "agt_", "async_generator_athrow");
        plain(structs, decoders, "anextawaitableobject", "", "anext_awaitable");
        plain(structs, decoders, "futureiterobject", "", "_asyncio.FutureIter");
        plain(structs, decoders, "TaskStepMethWrapper", "sw_", "TaskStepMethWrapper", "_asyncio.TaskStepMethWrapper");
        plain(structs, decoders, "TaskWakeupMethWrapper", "ww_", "TaskWakeupMethWrapper");
    }

    /// A struct that the version does not have (or whose measurement is missing) is left to the generic
    /// handling.
    private static void plain(
            Structs structs, List<Decoder> decoders, String struct, String prefix, String... typeNames) {
        if (structs.layout.has(struct)) {
            decoders.add(new StructDecoder(structs, struct, prefix, List.of(typeNames)));
        }
    }
}
