package io.ouroscope.analysis.locks;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.frame.OpenWiths;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import it.unimi.dsi.fastutil.longs.LongLists;
import java.util.HashMap;
import java.util.Map;

/// What it means to be inside a context manager of the standard library: which other objects one is inside then.
final class Managers {
    private static final long MOST_EXITS = 100_000;

    enum Kind {
        /// Its lock is held with it.
        CONDITION,
        /// Those that its list of exits is for.
        EXIT_STACK,
        /// Those that its suspended generator is inside.
        GENERATOR,
        OTHER
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "threading.Condition", Kind.CONDITION,
            "asyncio.locks.Condition", Kind.CONDITION,
            "contextlib._BaseExitStack", Kind.EXIT_STACK,
            "contextlib._GeneratorContextManagerBase", Kind.GENERATOR,
            "contextlib._GeneratorContextManager", Kind.GENERATOR,
            "contextlib._AsyncGeneratorContextManager", Kind.GENERATOR);

    private final Heap heap;
    private final OpenWiths withs;
    private final Map<PyType, Kind> kinds = new HashMap<>();

    Managers(Heap heap, OpenWiths withs) {
        this.heap = heap;
        this.withs = withs;
    }

    Kind kind(long object) {
        PyType type = heap.typeOf(object);
        return type == null ? Kind.OTHER : kinds.computeIfAbsent(type, Managers::kind);
    }

    private static Kind kind(PyType type) {
        for (PyType each = type; each != null; each = each.base()) {
            Kind known = KINDS.get(each.name());
            if (known != null) {
                return known;
            }
        }
        return Kind.OTHER;
    }

    /// The lock of a condition, 0 if it has none.
    long lock(long condition) {
        return heap.attribute(condition, "_lock");
    }

    /// The suspended generator behind a `@contextmanager`, 0 if there is none.
    long generator(long manager) {
        return heap.attribute(manager, "gen");
    }

    /// The objects whose exits an `ExitStack` will call.
    LongList inside(long stack) {
        long exits = heap.attribute(stack, "_exit_callbacks");
        if (exits == 0) {
            return LongLists.EMPTY_LIST;
        }
        var objects = new LongArrayList();
        heap.items(exits, 0, MOST_EXITS, (index, key, entry) -> {
            heap.items(entry, 1, 2, (position, none, method) -> {
                long self = withs.self(method);
                if (self != 0) {
                    objects.add(self);
                }
                return true;
            });
            return true;
        });
        return objects;
    }
}
