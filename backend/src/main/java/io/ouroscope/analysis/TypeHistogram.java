package io.ouroscope.analysis;

import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Live objects counted and measured by exact type, and the sums by state.
public final class TypeHistogram {

    /// One type's live instances, and those that await the collector.
    ///
    /// @param sizeBytes sum of what sys.getsizeof says
    /// @param memoryBytes sum of what they really occupy
    public record Row(PyType type, int count, long sizeBytes, long memoryBytes, int garbageCount, long garbageBytes) {}

    /// Number and sizes of objects.
    public record Total(long count, long sizeBytes, long memoryBytes) {}

    private final List<Row> rows;
    private final Map<ObjectState, Total> totals;

    private TypeHistogram(List<Row> rows, Map<ObjectState, Total> totals) {
        this.rows = rows;
        this.totals = totals;
    }

    static TypeHistogram of(Census census, ObjectColumns objects) {
        int types = census.types().size();
        int[] counts = new int[types];
        long[] sizes = new long[types];
        long[] memory = new long[types];
        int[] garbageCounts = new int[types];
        long[] garbageMemory = new long[types];
        long[] byState = new long[3 * ObjectState.values().length];
        for (int node = 0; node < census.size(); node++) {
            ObjectState state = objects.state(node);
            int at = 3 * state.ordinal();
            byState[at]++;
            byState[at + 1] += objects.sizeBytes(node);
            byState[at + 2] += objects.memoryBytes(node);
            if (state == ObjectState.LIVE) {
                int type = census.typeIndex(node);
                counts[type]++;
                sizes[type] += objects.sizeBytes(node);
                memory[type] += objects.memoryBytes(node);
            } else if (state == ObjectState.GARBAGE) {
                garbageCounts[census.typeIndex(node)]++;
                garbageMemory[census.typeIndex(node)] += objects.memoryBytes(node);
            }
        }
        var rows = new ArrayList<Row>();
        for (int i = 0; i < types; i++) {
            if (counts[i] > 0 || garbageCounts[i] > 0) {
                rows.add(new Row(
                        census.types().get(i), counts[i], sizes[i], memory[i], garbageCounts[i], garbageMemory[i]));
            }
        }
        var totals = new EnumMap<ObjectState, Total>(ObjectState.class);
        for (ObjectState state : ObjectState.values()) {
            int at = 3 * state.ordinal();
            totals.put(state, new Total(byState[at], byState[at + 1], byState[at + 2]));
        }
        return new TypeHistogram(List.copyOf(rows), totals);
    }

    /// Types with live instances or garbage, by address.
    public List<Row> rows() {
        return rows;
    }

    public Total total(ObjectState state) {
        return totals.getOrDefault(state, new Total(0, 0, 0));
    }
}
