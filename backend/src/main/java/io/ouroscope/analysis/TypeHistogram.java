package io.ouroscope.analysis;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Live objects counted and measured by exact type, and the sums by state.
public final class TypeHistogram {
    private static final int CHUNK_NODES = 1 << 16;

    /// One type's live instances.
    ///
    /// @param sizeBytes sum of what sys.getsizeof says
    /// @param memoryBytes sum of what they really occupy
    public record Row(PyType type, int count, long sizeBytes, long memoryBytes) {}

    /// Number and sizes of objects.
    public record Total(long count, long sizeBytes, long memoryBytes) {}

    private final List<Row> rows;
    private final Map<ObjectState, Total> totals;

    private TypeHistogram(List<Row> rows, Map<ObjectState, Total> totals) {
        this.rows = rows;
        this.totals = totals;
    }

    static TypeHistogram of(Heap heap, Census census, IntFunction<ObjectState> state, Progress progress) {
        int nodes = census.size();
        progress.stage("Measuring objects", nodes);
        int types = census.types().size();
        var counts = new AtomicLongArray(types);
        var sizes = new AtomicLongArray(types);
        var memory = new AtomicLongArray(types);
        int states = ObjectState.values().length;
        var byState = new AtomicLongArray(3 * states);
        var done = new AtomicLong();
        IntStream.range(0, (nodes + CHUNK_NODES - 1) / CHUNK_NODES).parallel().forEach(chunk -> {
            if (progress.isCancelled()) {
                return;
            }
            int end = Math.min(nodes, (chunk + 1) * CHUNK_NODES);
            for (int node = chunk * CHUNK_NODES; node < end; node++) {
                long object = census.address(node);
                long sizeBytes = heap.sizeBytes(object);
                long memoryBytes = heap.memoryBytes(object);
                ObjectState is = state.apply(node);
                byState.incrementAndGet(3 * is.ordinal());
                byState.addAndGet(3 * is.ordinal() + 1, sizeBytes);
                byState.addAndGet(3 * is.ordinal() + 2, memoryBytes);
                if (is == ObjectState.LIVE) {
                    int type = census.typeIndex(node);
                    counts.incrementAndGet(type);
                    sizes.addAndGet(type, sizeBytes);
                    memory.addAndGet(type, memoryBytes);
                }
            }
            progress.done(done.addAndGet(end - chunk * CHUNK_NODES));
        });
        progress.check();
        var rows = new ArrayList<Row>();
        for (int i = 0; i < types; i++) {
            if (counts.get(i) > 0) {
                rows.add(new Row(census.types().get(i), (int) counts.get(i), sizes.get(i), memory.get(i)));
            }
        }
        var totals = new EnumMap<ObjectState, Total>(ObjectState.class);
        for (ObjectState is : ObjectState.values()) {
            int at = 3 * is.ordinal();
            totals.put(is, new Total(byState.get(at), byState.get(at + 1), byState.get(at + 2)));
        }
        return new TypeHistogram(List.copyOf(rows), totals);
    }

    /// Types with live instances, by address.
    public List<Row> rows() {
        return rows;
    }

    public Total total(ObjectState state) {
        return totals.getOrDefault(state, new Total(0, 0, 0));
    }
}
