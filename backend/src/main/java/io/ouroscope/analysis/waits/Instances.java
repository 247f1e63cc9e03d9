package io.ouroscope.analysis.waits;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/// The instances of classes by the classes' full names, subclasses included, by whichever of their bases: for all that
/// look for what waits.
public final class Instances {
    private final Census census;
    private final IntPredicate present;
    private final Map<PyType, Set<String>> ancestors = new HashMap<>();

    /// @param present which objects of the census count
    public Instances(Heap heap, Census census, IntPredicate present) {
        this.census = census;
        this.present = present;
        for (PyType type : census.types()) {
            var names = new HashSet<String>();
            for (PyType each = type; each != null; each = each.base()) {
                names.add(each.name());
            }
            if (type.isHeapType()) {
                heap.items(heap.structs().types.mro(type.address()), 0, Integer.MAX_VALUE, (index, key, ancestor) -> {
                    PyType known = heap.type(ancestor);
                    if (known != null) {
                        names.add(known.name());
                    }
                    return true;
                });
            }
            ancestors.put(type, names);
        }
    }

    public boolean isA(PyType type, String name) {
        Set<String> names = ancestors.get(type);
        return names != null && names.contains(name);
    }

    /// Visits all instances of a class.
    public void each(String name, LongConsumer visitor) {
        for (PyType type : census.types()) {
            if (isA(type, name)) {
                each(type, visitor);
            }
        }
    }

    /// How many instances there are of types that C code calls so.
    public int count(Pattern name) {
        int[] count = {0};
        for (PyType type : census.types()) {
            if (name.matcher(type.typeName()).matches()) {
                each(type, object -> count[0]++);
            }
        }
        return count[0];
    }

    public void each(PyType type, LongConsumer visitor) {
        for (int node : census.nodesOf(type)) {
            if (present.test(node)) {
                visitor.accept(census.address(node));
            }
        }
    }
}
