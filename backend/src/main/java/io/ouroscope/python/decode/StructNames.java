package io.ouroscope.python.decode;

import io.ouroscope.python.layout.ExtensionLayout;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the bytes of a C struct are called, from the layout tables: for people who look at memory.
///
/// Which struct a type's instances are is told by its decoder, [NativeStructs], or the list here, of types whose size
/// says nothing of their struct. What nobody described has the head's names only.
final class StructNames {
    /// Types whose `tp_basicsize` is not that of their struct, and some whose decoders read several.
    private static final Map<String, String> MORE = Map.ofEntries(
            Map.entry("int", "PyLongObject"),
            Map.entry("bool", "PyLongObject"),
            Map.entry("str", "PyASCIIObject"),
            Map.entry("bytes", "PyBytesObject"),
            Map.entry("type", "PyTypeObject"),
            Map.entry("code", "PyCodeObject"),
            Map.entry("frame", "PyFrameObject"),
            Map.entry("generator", "PyGenObject"),
            Map.entry("coroutine", "PyCoroObject"),
            Map.entry("async_generator", "PyAsyncGenObject"),
            Map.entry("range", "rangeobject"),
            Map.entry("memoryview", "PyMemoryViewObject"),
            Map.entry("re.Pattern", "PatternObject"),
            Map.entry("re.Match", "MatchObject"),
            Map.entry("dict_keys", "PyDictViewObject"),
            Map.entry("dict_values", "PyDictViewObject"),
            Map.entry("dict_items", "PyDictViewObject"),
            Map.entry("method_descriptor", "PyMethodDescrObject"),
            Map.entry("wrapper_descriptor", "PyWrapperDescrObject"),
            Map.entry("getset_descriptor", "PyGetSetDescrObject"),
            Map.entry("member_descriptor", "PyMemberDescrObject"));

    private final Layout layout;
    private final int headBytes;

    StructNames(Structs structs) {
        layout = structs.layout;
        headBytes = structs.header.sizeBytes();
    }

    /// A run of bytes with a name, from the start of the struct.
    record Named(int offset, int bytes, String name) {}

    /// The names of an instance's fixed part, by offset; they never overlap.
    List<Named> of(PyType type) {
        var names = new TreeMap<Integer, Named>();
        addAll(names, layout.struct("PyObject").fields(), 0);
        StructLayout struct = struct(type.decodedBy());
        if (struct != null) {
            boolean variable = struct.fields().stream().noneMatch(field -> field.offset() == headBytes);
            if (variable || type.itemSize() > 0 && !names.containsKey(headBytes)) {
                addAll(names, layout.struct("PyVarObject").fields(), headBytes);
            }
            addAll(names, struct.fields(), headBytes);
        } else if (type.itemSize() > 0) {
            addAll(names, layout.struct("PyVarObject").fields(), headBytes);
        }
        if (type.isMetatype()) {
            addAll(
                    names,
                    layout.struct("PyHeapTypeObject").fields(),
                    layout.struct("PyTypeObject").sizeBytes());
        }
        for (PyType.Slot slot : type.slots()) {
            if (!slot.afterItems()) {
                names.putIfAbsent(slot.offset(), new Named(slot.offset(), Long.BYTES, slot.name()));
            }
        }
        for (PyType each = type; each != null; each = each.base()) {
            pointer(names, each.dictOffset(), "__dict__");
            pointer(names, each.weakListOffset(), "__weakref__");
        }
        return withoutOverlaps(names.values());
    }

    /// The names of a struct that is no object, like a dict's key table.
    List<Named> of(String struct) {
        var names = new TreeMap<Integer, Named>();
        if (layout.has(struct)) {
            addAll(names, layout.struct(struct).fields(), 0);
        }
        return withoutOverlaps(names.values());
    }

    private @Nullable StructLayout struct(PyType type) {
        if (type.typeName().equals("numpy.ndarray")) {
            return ExtensionLayout.load("numpy-2", headBytes).struct("PyArrayObject_fields");
        }
        String name = type.decoder().structName();
        if (name.isEmpty()) {
            name = NativeStructs.name(type.typeName());
        }
        if (name.isEmpty()) {
            name = MORE.getOrDefault(type.typeName(), "");
        }
        return layout.has(name) ? layout.struct(name) : null;
    }

    private static void pointer(Map<Integer, Named> names, long offset, String name) {
        if (offset > 0 && offset < Integer.MAX_VALUE) {
            names.putIfAbsent((int) offset, new Named((int) offset, Long.BYTES, name));
        }
    }

    /// Of nested fields the innermost have names; bit-fields share that of what they are part of.
    private static void addAll(Map<Integer, Named> names, Collection<Field> fields, int from) {
        var sorted = new ArrayList<>(fields);
        sorted.sort(Comparator.comparing(Field::name));
        for (Field field : sorted) {
            boolean inner = field.bits() > 0;
            boolean outer = sorted.stream()
                    .anyMatch(each -> each.bits() == 0 && each.name().startsWith(field.name() + "."));
            if (field.offset() >= from && field.size() > 0 && !inner && !outer) {
                names.putIfAbsent(field.offset(), new Named(field.offset(), field.size(), field.name()));
            }
        }
    }

    private static List<Named> withoutOverlaps(Collection<Named> sorted) {
        var names = new ArrayList<Named>();
        int end = 0;
        for (Named each : sorted) {
            if (each.offset() >= end) {
                names.add(each);
                end = each.offset() + each.bytes();
            }
        }
        return List.copyOf(names);
    }
}
