package io.ouroscope.python.runtime;

import io.ouroscope.python.decode.Heap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import org.jspecify.annotations.Nullable;

/// What the module `threading` of an interpreter calls its threads, by `threading.get_ident()`.
public final class ThreadNames {
    private static final int LONGEST_NAME = 1024;
    private static final long MOST_ENTRIES = 1L << 22;

    private final Heap heap;
    private final Long2ObjectOpenHashMap<String> names = new Long2ObjectOpenHashMap<>();
    private final Long2LongOpenHashMap objects = new Long2LongOpenHashMap();

    private ThreadNames(Heap heap) {
        this.heap = heap;
    }

    public static ThreadNames of(Heap heap, Interpreter interpreter) {
        var names = new ThreadNames(heap);
        names.read(interpreter.modules());
        return names;
    }

    /// The name of the thread, null if `threading` does not know it.
    public @Nullable String name(ThreadState thread) {
        return names.get(thread.threadId());
    }

    /// Address of its `threading.Thread` object, 0 if there is none.
    public long object(ThreadState thread) {
        return objects.get(thread.threadId());
    }

    private void read(long modules) {
        long module = value(modules, "threading");
        if (module == 0) {
            return;
        }
        long active = heap.attribute(module, "_active");
        if (active == 0) {
            active = value(dict(module), "_active");
        }
        heap.items(active, 0, MOST_ENTRIES, (index, key, thread) -> {
            long id = heap.integer(key, 0);
            String name = heap.text(heap.attribute(thread, "_name"), LONGEST_NAME);
            if (id != 0) {
                objects.put(id, thread);
            }
            if (id != 0 && name != null) {
                names.put(id, name);
            }
            return true;
        });
    }

    private long dict(long module) {
        int offset = heap.layout().offset("PyModuleObject", "md_dict");
        return heap.memory().isReadable(module, offset + Long.BYTES)
                ? heap.memory().getLong(module + offset)
                : 0;
    }

    /// The value under a str key of a dict, 0 if it is not there.
    private long value(long dict, String key) {
        long[] found = {0};
        heap.items(dict, 0, Long.MAX_VALUE, (index, name, value) -> {
            if (key.equals(heap.text(name, key.length() + 1))) {
                found[0] = value;
            }
            return found[0] == 0;
        });
        return found[0];
    }
}
