package io.ouroscope.analysis.waits;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.NamedAttribute;
import io.ouroscope.python.decode.PyType;
import java.util.HashMap;
import java.util.Map;

/// Reads attributes of objects by name, for all that look for what waits. Faults give 0. Not thread-safe.
public final class AttributeReader {
    private final Heap heap;
    private final Map<String, NamedAttribute> named = new HashMap<>();

    public AttributeReader(Heap heap) {
        this.heap = heap;
    }

    /// What an attribute of the instance itself holds, 0 if it is not there or None.
    public long get(long object, String attribute) {
        PyType type = object == 0 ? null : heap.typeOf(object);
        if (type == null || !heap.isValid(object, type)) {
            return 0;
        }
        NamedAttribute finder = named.computeIfAbsent(attribute, heap::attributeNamed);
        return finder.find(object, type) ? unlessNone(finder.value()) : 0;
    }

    public boolean isTrue(long object, String attribute) {
        return integer(object, attribute, 0) != 0;
    }

    public long integer(long object, String attribute, long otherwise) {
        return heap.integer(get(object, attribute), otherwise);
    }

    /// Whether there is no object or it is None.
    public boolean isNone(long object) {
        PyType type = object == 0 ? null : heap.typeOf(object);
        return type == null || type.typeName().equals("NoneType");
    }

    public long unlessNone(long object) {
        return isNone(object) ? 0 : object;
    }
}
