package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.waits.AttributeReader;
import io.ouroscope.analysis.waits.Instances;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.layout.StructLayout;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/// Reads the objects of the standard library's modules for threads by the names of their classes and attributes. Faults
/// give 0 or nothing. For one thread.
final class ObjectReader {
    private static final long MOST_ITEMS = 10_000_000;
    private static final int LONGEST_TEXT = 256;

    final Heap heap;
    private final Instances instances;
    private final AttributeReader attributes;

    /// @param present which objects of the census count, the remains of freed ones do not
    ObjectReader(Heap heap, Census census, IntPredicate present) {
        this.heap = heap;
        instances = new Instances(heap, census, present);
        attributes = new AttributeReader(heap);
    }

    /// Whether the object is of a class with this full name or derived from it.
    boolean isA(long object, String name) {
        PyType type = object == 0 ? null : heap.typeOf(object);
        return type != null && instances.isA(type, name);
    }

    /// Visits all instances of a class, those of derived classes too.
    void each(String name, LongConsumer visitor) {
        instances.each(name, visitor);
    }

    /// What an attribute of the instance itself holds, 0 if it is not there or None.
    long get(long object, String attribute) {
        return attributes.get(object, attribute);
    }

    boolean isNone(long object) {
        return attributes.isNone(object);
    }

    boolean isTrue(long object, String attribute) {
        return attributes.isTrue(object, attribute);
    }

    /// 0 if it is no int.
    long integer(long object, String attribute) {
        return attributes.integer(object, attribute, 0);
    }

    /// Empty if it is no text.
    String text(long object, String attribute) {
        String text = heap.text(get(object, attribute), LONGEST_TEXT);
        return text == null ? "" : text;
    }

    /// The items of a list, tuple, set, deque; the values of a dict.
    LongList items(long container) {
        var items = new LongArrayList();
        if (container != 0) {
            heap.items(container, 0, MOST_ITEMS, (index, key, value) -> {
                long item = value != 0 ? value : key;
                if (item != 0) {
                    items.add(item);
                }
                return true;
            });
        }
        return items;
    }

    /// The keys of a dict.
    LongList keys(long dict) {
        var keys = new LongArrayList();
        visit(dict, (key, value) -> keys.add(key));
        return keys;
    }

    /// Gets entries of a dict.
    @FunctionalInterface
    interface EntryVisitor {
        void entry(long key, long value);
    }

    void visit(long dict, EntryVisitor visitor) {
        if (dict != 0) {
            heap.items(dict, 0, MOST_ITEMS, (index, key, value) -> {
                visitor.entry(key, value);
                return true;
            });
        }
    }

    /// What waits in a queue, of C or of Python, that is what `get` would return.
    LongList queued(long queue) {
        PyType type = heap.typeOf(queue);
        if (type == null || !type.isSubtypeOf("_queue.SimpleQueue")) {
            return items(get(queue, "queue"));
        }
        StructLayout struct = heap.layout().struct("simplequeueobject");
        if (!struct.has("lst")) {
            return items(queue);
        }
        try {
            LongList all = items(heap.memory().getLong(queue + struct.offset("lst")));
            long taken = heap.memory().getLong(queue + struct.offset("lst_pos"));
            return all.subList((int) Math.clamp(taken, 0, all.size()), all.size());
        } catch (UnreadableAddressException torn) {
            return new LongArrayList();
        }
    }

    /// `threading.Lock`, `queue.Queue`: as people write it.
    String className(long object) {
        PyType type = object == 0 ? null : heap.typeOf(object);
        if (type == null) {
            return "?";
        }
        return switch (type.name()) {
            case "_thread.lock" -> "threading.Lock";
            case "_thread.RLock" -> "threading.RLock";
            case "_queue.SimpleQueue" -> "queue.SimpleQueue";
            case "concurrent.futures._base.Future" -> "concurrent.futures.Future";
            case "concurrent.futures.thread.ThreadPoolExecutor" -> "ThreadPoolExecutor";
            case "concurrent.futures.process.ProcessPoolExecutor" -> "ProcessPoolExecutor";
            default -> type.shortName();
        };
    }
}
