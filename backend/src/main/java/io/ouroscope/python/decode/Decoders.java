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
        var decoders = new ArrayList<Decoder>(List.of(
                new PlainObjectDecoder(),
                new TypeDecoder(structs, names),
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
        PlainStructs.addTo(structs, decoders);
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
}
