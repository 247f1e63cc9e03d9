package io.ouroscope.python.decode;

import io.ouroscope.python.layout.Layout;
import java.util.Map;

/// The C structs of types whose decoder does not name its struct itself: what `tp_basicsize` must be for the decoder to
/// be right. Types that are not here have a `tp_basicsize` that says nothing of their struct (str, int, type).
final class NativeStructs {
    private static final Map<String, String> STRUCTS = Map.ofEntries(
            Map.entry("list", "PyListObject"),
            Map.entry("dict", "PyDictObject"),
            Map.entry("set", "PySetObject"),
            Map.entry("frozenset", "PySetObject"),
            Map.entry("tuple", "PyTupleObject"),
            Map.entry("float", "PyFloatObject"),
            Map.entry("complex", "PyComplexObject"),
            Map.entry("bytearray", "PyByteArrayObject"),
            Map.entry("function", "PyFunctionObject"),
            Map.entry("builtin_function_or_method", "PyCFunctionObject"),
            Map.entry("method", "PyMethodObject"),
            Map.entry("cell", "PyCellObject"),
            Map.entry("module", "PyModuleObject"),
            Map.entry("array.array", "arrayobject"),
            Map.entry("collections.deque", "dequeobject"),
            Map.entry("collections.OrderedDict", "odictobject"),
            Map.entry("collections.defaultdict", "defdictobject"),
            Map.entry("_asyncio.Future", "FutureObj"),
            Map.entry("_asyncio.Task", "TaskObj"),
            Map.entry("weakref", "PyWeakReference"),
            Map.entry("weakref.ReferenceType", "PyWeakReference"),
            Map.entry("BaseException", "PyBaseExceptionObject"));

    private NativeStructs() {}

    /// The struct of this native type, empty if nothing is known.
    static String name(String typeName) {
        return STRUCTS.getOrDefault(typeName, "");
    }

    /// The size that an instance of this native type must have, 0 if nothing is known.
    static int bytes(Layout layout, String typeName) {
        String struct = STRUCTS.get(typeName);
        return struct == null || !layout.has(struct) ? 0 : layout.struct(struct).sizeBytes();
    }
}
