package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.tasks.Callables;
import io.ouroscope.analysis.waits.AttributeReader;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.ReferenceSink;
import io.ouroscope.python.raw.EntryVisitor;
import java.util.function.LongConsumer;

/// Reads attributes of the objects of asyncio by name. Faults give 0, NaN or nothing. Not thread-safe.
final class Peek {
    /// A list that is longer is no list of waiters.
    private static final long MOST_ITEMS = 50_000_000;

    final Heap heap;
    final Callables callables;
    private final int floatValue;
    private final AttributeReader attributes;

    Peek(Heap heap) {
        this.heap = heap;
        callables = new Callables(heap);
        attributes = new AttributeReader(heap);
        floatValue = heap.layout().offset("PyFloatObject", "ob_fval");
    }

    /// What an attribute of the instance itself holds, 0 if it is not there or None.
    long get(long object, String attribute) {
        return attributes.get(object, attribute);
    }

    boolean isTrue(long object, String attribute) {
        return attributes.isTrue(object, attribute);
    }

    long integer(long object, String attribute, long otherwise) {
        return attributes.integer(object, attribute, otherwise);
    }

    /// NaN for what is no number.
    double number(long number) {
        PyType type = number == 0 ? null : heap.typeOf(number);
        if (type == null) {
            return Double.NaN;
        }
        try {
            if (type.isSubtypeOf("float")) {
                return Double.longBitsToDouble(heap.memory().getLong(number + floatValue));
            }
        } catch (UnreadableAddressException torn) {
            return Double.NaN;
        }
        return type.isSubtypeOf("int") ? heap.integer(number, 0) : Double.NaN;
    }

    /// Visits the items of a list, deque, set or tuple, the values of a dict.
    void items(long container, EntryVisitor visitor) {
        if (container != 0) {
            heap.items(container, 0, MOST_ITEMS, visitor);
        }
    }

    long item(long container, int place) {
        long[] found = {0};
        if (container != 0) {
            heap.items(container, place, place + 1L, (index, key, value) -> {
                found[0] = attributes.unlessNone(value);
                return false;
            });
        }
        return found[0];
    }

    /// What a weak reference refers to, 0 if it is none or that is gone.
    long referent(long weak) {
        long[] found = {0};
        heap.references(weak, new ReferenceSink() {
            @Override
            public void reference(long target, EdgeClass edge) {
                if (edge == EdgeClass.WEAK && found[0] == 0) {
                    found[0] = attributes.unlessNone(target);
                }
            }
        });
        return found[0];
    }

    /// Everything that an object refers to strongly, its type left out.
    void references(long object, LongConsumer visitor) {
        heap.references(object, new ReferenceSink() {
            @Override
            public void reference(long target, EdgeClass edge) {
                if (edge != EdgeClass.TYPE && edge != EdgeClass.WEAK) {
                    visitor.accept(target);
                }
            }

            @Override
            public void type(long target) {}
        });
    }

    /// `tp_name`, empty where no object is.
    String typeName(long object) {
        PyType type = object == 0 ? null : heap.typeOf(object);
        return type == null ? "" : type.typeName();
    }
}
