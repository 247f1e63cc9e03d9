package io.ouroscope.analysis.paths;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.runtime.PythonRuntime;
import io.ouroscope.python.runtime.StaticTypes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Names in dicts: of modules, of types, and whatever else has str keys.
final class Namespaces {
    private static final int LONGEST_NAME = 1_024;
    private static final int MOST_NAMES = 20_000;
    private static final int DEEPEST = 1_000;

    private final Heap heap;
    private final Structs structs;
    private final PythonRuntime runtime;

    Namespaces(Heap heap, PythonRuntime runtime) {
        this.heap = heap;
        this.runtime = runtime;
        structs = heap.structs();
    }

    /// The value under a str key, 0 if it is not there.
    long value(long dict, String name) {
        long[] found = {0};
        long length = name.codePointCount(0, name.length());
        heap.items(dict, 0, Long.MAX_VALUE, (index, key, value) -> {
            if (isNamed(key, name, length)) {
                found[0] = value;
            }
            return found[0] == 0;
        });
        return found[0];
    }

    /// The length is compared first: most names differ in it.
    private boolean isNamed(long key, String name, long length) {
        try {
            return structs.isObject(key)
                    && structs.memory.isReadable(key, 24)
                    && structs.unicode.length(key) == length
                    && name.equals(heap.text(key, name.length() + 1));
        } catch (UnreadableAddressException e) {
            return false;
        }
    }

    /// The str keys of a dict, the first of them if there are very many.
    Set<String> names(long dict) {
        var names = new LinkedHashSet<String>();
        heap.items(dict, 0, MOST_NAMES, (index, key, value) -> {
            String name = heap.text(key, LONGEST_NAME);
            if (name != null) {
                names.add(name);
            }
            return true;
        });
        return names;
    }

    /// The namespace of a type, 0 if it cannot be read.
    long ofType(long type) {
        try {
            long dict = structs.memory.isReadable(type, structs.types.sizeBytes()) ? structs.types.dict(type) : 0;
            return structs.isObject(dict)
                    ? dict
                    : runtime.staticType(type).map(StaticTypes.State::dict).orElse(0L);
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    /// A type and its bases, in the order in which attributes are looked up.
    List<Long> resolutionOrder(long type) {
        var order = new ArrayList<Long>();
        try {
            heap.items(structs.types.mro(type), 0, DEEPEST, (index, key, base) -> order.add(base));
        } catch (UnreadableAddressException e) {
            return List.of(type);
        }
        return order.isEmpty() ? List.of(type) : order;
    }

    /// The value of a class attribute as it stands in the type's or a base's namespace, 0 if it is not there.
    long classAttribute(long type, String name) {
        for (long each : resolutionOrder(type)) {
            long dict = ofType(each);
            long found = dict == 0 ? 0 : value(dict, name);
            if (found != 0) {
                return found;
            }
        }
        return 0;
    }

    /// Names of class attributes of a type and its bases.
    Set<String> classAttributes(long type) {
        var names = new LinkedHashSet<String>();
        for (long each : resolutionOrder(type)) {
            long dict = ofType(each);
            if (dict != 0 && names.size() < MOST_NAMES) {
                names.addAll(names(dict));
            }
        }
        return names;
    }
}
