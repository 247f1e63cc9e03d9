package io.ouroscope.python.decode;

import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// All decoders. A new Python type is a class in this package and a line here, or only a line in [PlainStructs].
final class Decoders {

    private Decoders() {}

    /// @param names of static types whose own name is not in the snapshot
    static List<Decoder> of(Structs structs, Map<Long, TypeName> names) {
        var types = new TypeDecoder(structs, names);
        var decoders = new ArrayList<Decoder>(List.of(
                new PlainObjectDecoder(),
                types,
                new ConstantDecoder("NoneType", "None"),
                new ConstantDecoder("ellipsis", "Ellipsis"),
                new ConstantDecoder("NotImplementedType", "NotImplemented"),
                new ConstantDecoder("NoDefaultType", "typing.NoDefault"),
                new ConstantDecoder("Token.MISSING", "<Token.MISSING>"),
                new ConstantDecoder("functools._PlaceholderType", "functools.Placeholder"),
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
                new DictDecoder(structs, true),
                new SetDecoder(structs, "set"),
                new SetDecoder(structs, "frozenset"),
                new FunctionDecoder(structs),
                new BuiltinFunctionDecoder(structs, "builtin_function_or_method", "PyCFunctionObject"),
                new MethodDecoder(structs),
                new CodeDecoder(structs),
                new CellDecoder(structs),
                new ModuleDecoder(structs),
                new FrameDecoder(structs),
                new GeneratorDecoder(structs, "generator"),
                new GeneratorDecoder(structs, "coroutine"),
                new GeneratorDecoder(structs, "async_generator"),
                new WeakReferenceDecoder(structs),
                new RangeDecoder(structs),
                new DescriptorDecoder(structs, "PyGetSetDescrObject", "attribute", "getset_descriptor"),
                new DescriptorDecoder(structs, "PyMemberDescrObject", "member", "member_descriptor"),
                new DescriptorDecoder(
                        structs, "PyMethodDescrObject", "method", "method_descriptor", "classmethod_descriptor"),
                new DescriptorDecoder(structs, "PyWrapperDescrObject", "slot wrapper", "wrapper_descriptor")));
        for (String view :
                List.of("dict_keys", "dict_values", "dict_items", "odict_keys", "odict_values", "odict_items")) {
            decoders.add(new DictViewDecoder(structs, view));
        }
        CallDecoder.addTo(structs, decoders);
        FileDecoder.addTo(structs, decoders);
        decoders.add(new MemoryViewDecoder(structs));
        if (structs.layout.has("StgInfo")) {
            decoders.add(new ForeignTypeDecoder(structs, types));
        }
        extensionTypes(structs, decoders);
        exceptions(structs, decoders);
        PlainStructs.addTo(structs, decoders);
        decoders.addAll(ExtensionDecoders.of(structs));
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
        if (layout.has("lockobject")) {
            decoders.add(new LockDecoder(structs, false));
        }
        if (layout.has("rlockobject")) {
            decoders.add(new LockDecoder(structs, true));
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
        if (layout.has("PyHamtNode_Array")) {
            decoders.add(new HamtNodeDecoder(structs, "hamt_array_node", "PyHamtNode_Array", "a_array"));
            decoders.add(new HamtNodeDecoder(structs, "hamt_bitmap_node", "PyHamtNode_Bitmap", "b_array"));
            decoders.add(new HamtNodeDecoder(structs, "hamt_collision_node", "PyHamtNode_Collision", "c_array"));
        }
        if (layout.has("lru_cache_object")) {
            decoders.add(new LruCacheDecoder(structs));
        }
        if (layout.has("productobject")) {
            decoders.add(new CombinationsDecoder(structs, "productobject", "itertools.product"));
            decoders.add(new CombinationsDecoder(structs, "combinationsobject", "itertools.combinations"));
            decoders.add(new CombinationsDecoder(structs, "cwrobject", "itertools.combinations_with_replacement"));
            decoders.add(new CombinationsDecoder(structs, "permutationsobject", "itertools.permutations"));
            decoders.add(new TeeDataDecoder(structs));
        }
        if (layout.has("gaobject")) {
            decoders.add(new GenericAliasDecoder(structs, "gaobject", "types.GenericAlias"));
        }
        if (layout.has("unionobject")) {
            decoders.add(new GenericAliasDecoder(structs, "unionobject", "types.UnionType", "typing.Union"));
        }
        if (layout.has("typevarobject")) {
            decoders.add(new TypeVariableDecoder(structs, "typevarobject", "typing.TypeVar"));
            decoders.add(new TypeVariableDecoder(structs, "paramspecobject", "typing.ParamSpec"));
            decoders.add(new TypeVariableDecoder(structs, "typevartupleobject", "typing.TypeVarTuple"));
        }
        if (layout.has("PyDateTime_TimeZone")) {
            decoders.add(new DateDecoder(structs, "PyDateTime_Date", "datetime.date"));
            decoders.add(new DateDecoder(structs, "PyDateTime_Time", "datetime.time"));
            decoders.add(new DateDecoder(structs, "PyDateTime_DateTime", "datetime.datetime"));
            decoders.add(new TimedeltaDecoder(structs));
            decoders.add(new TimezoneDecoder(structs));
        }
        if (layout.has("PyDecObject")) {
            decoders.add(new DecimalDecoder(structs));
        }
        if (layout.has("PatternObject")) {
            decoders.add(new PatternDecoder(structs));
            decoders.add(new MatchDecoder(structs));
        }
        if (layout.has("PyCMethodObject")) {
            decoders.add(new BuiltinFunctionDecoder(structs, "builtin_method", "PyCMethodObject"));
        }
        modules(structs, decoders);
    }

    /// Types of extension modules that keep memory behind pointers.
    private static void modules(Structs structs, List<Decoder> decoders) {
        Layout layout = structs.layout;
        if (layout.has("formatcode")) {
            decoders.add(new StructFormatDecoder(structs));
        }
        if (layout.has("PyMemoTable")) {
            decoders.add(new PicklerDecoder(structs));
        }
        if (layout.has("UnpicklerObject")) {
            decoders.add(new UnpicklerDecoder(structs));
        }
        if (layout.has("Pdata")) {
            decoders.add(new PickleStackDecoder(structs));
        }
        if (layout.has("ElementObject")) {
            decoders.add(new ElementDecoder(structs));
        }
        if (layout.has("ElementIterObject")) {
            decoders.add(new ElementIteratorDecoder(structs));
        }
        if (layout.has("simplequeueobject")
                && layout.struct("simplequeueobject").has("buf.items")) {
            decoders.add(new SimpleQueueDecoder(structs));
        }
        if (layout.has("bytesio")) {
            decoders.add(new BytesIODecoder(structs));
        }
        if (layout.has("CDataObject")) {
            decoders.add(new CDataDecoder(
                    structs,
                    "CDataObject",
                    "_ctypes._CData",
                    "_ctypes._SimpleCData",
                    "_ctypes.Structure",
                    "_ctypes.Union",
                    "_ctypes.Array",
                    "_ctypes._Pointer"));
            decoders.add(new CDataDecoder(structs, "PyCFuncPtrObject", "_ctypes.CFuncPtr", "_ctypes.PyCFuncPtr"));
        }
        if (layout.has("StgDictObject")) {
            decoders.add(new ForeignTypeDictDecoder(structs));
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
}
