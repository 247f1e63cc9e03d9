package io.ouroscope.analysis;

import io.ouroscope.index.ByteColumn;
import io.ouroscope.index.Columns;
import io.ouroscope.index.LongColumn;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What is kept of every object besides its references: its state and its sizes, 17 bytes each.
final class ObjectColumns {
    private static final String STATES = "states";
    private static final String SIZES = "sizes";
    private static final int CHUNK_NODES = 1 << 14;
    private static final ObjectState[] ALL = ObjectState.values();

    private final ByteColumn states;
    private final LongColumn sizeBytes;
    private final LongColumn memoryBytes;

    private ObjectColumns(Columns columns) {
        states = columns.bytes("state");
        sizeBytes = columns.longs("size");
        memoryBytes = columns.longs("memory");
    }

    /// The columns of the index, filled now if they are not yet.
    ///
    /// @param stateOf asked only if the states are not known yet
    static ObjectColumns of(
            Heap heap, Census census, Columns columns, Supplier<IntFunction<ObjectState>> stateOf, Progress progress) {
        if (!columns.isFinished(STATES)) {
            IntFunction<ObjectState> state = stateOf.get();
            ByteColumn states = columns.newBytes("state", census.size());
            for (int node = 0; node < census.size(); node++) {
                states.set(node, (byte) state.apply(node).ordinal());
            }
            columns.finish(STATES);
        }
        if (!columns.isFinished(SIZES)) {
            measure(heap, census, columns, progress);
            columns.finish(SIZES);
        }
        return new ObjectColumns(columns);
    }

    private static void measure(Heap heap, Census census, Columns columns, Progress progress) {
        int nodes = census.size();
        progress.stage("Measuring objects", nodes);
        LongColumn sizeBytes = columns.newLongs("size", nodes);
        LongColumn memoryBytes = columns.newLongs("memory", nodes);
        var done = new AtomicLong();
        IntStream.range(0, (nodes + CHUNK_NODES - 1) / CHUNK_NODES).parallel().forEach(chunk -> {
            if (progress.isCancelled()) {
                return;
            }
            int end = Math.min(nodes, (chunk + 1) * CHUNK_NODES);
            for (int node = chunk * CHUNK_NODES; node < end; node++) {
                long object = census.address(node);
                if (census.isFreed(node)) {
                    long remains = remainsBytes(heap, object, census.type(node));
                    sizeBytes.set(node, remains);
                    memoryBytes.set(node, remains);
                } else {
                    sizeBytes.set(node, heap.sizeBytes(object));
                    memoryBytes.set(node, heap.memoryBytes(object));
                }
            }
            progress.done(done.addAndGet(end - chunk * CHUNK_NODES));
        });
        progress.check();
    }

    /// The remains of an object own nothing any more: only their own bytes count.
    private static long remainsBytes(Heap heap, long object, PyType type) {
        return heap.bodyBytes(object, type) + heap.bytesBefore(object, type);
    }

    ObjectState state(int node) {
        return ALL[states.get(node)];
    }

    /// As sys.getsizeof says.
    long sizeBytes(int node) {
        return sizeBytes.get(node);
    }

    /// What the object really occupies, with the blocks it owns.
    long memoryBytes(int node) {
        return memoryBytes.get(node);
    }
}
