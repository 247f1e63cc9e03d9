package io.ouroscope.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A set of addresses, kept as disjoint ranges `[start, end)`, unsigned. Any number of threads may read it while none
/// adds.
public final class AddressRanges {

    /// A range `[start, end)`.
    public record Range(long start, long end) {
        public long sizeBytes() {
            return end - start;
        }
    }

    private final TreeMap<Long, Long> ends = new TreeMap<>(Long::compareUnsigned);

    public void add(long start, long end) {
        if (Long.compareUnsigned(start, end) >= 0) {
            return;
        }
        long first = start;
        long last = end;
        Map.Entry<Long, Long> before = ends.floorEntry(start);
        if (before != null && Long.compareUnsigned(before.getValue(), start) >= 0) {
            first = before.getKey();
            last = max(last, before.getValue());
        }
        Map.Entry<Long, Long> next = ends.ceilingEntry(first);
        while (next != null && Long.compareUnsigned(next.getKey(), last) <= 0) {
            last = max(last, next.getValue());
            ends.remove(next.getKey());
            next = ends.ceilingEntry(first);
        }
        ends.put(first, last);
    }

    /// The parts of `[start, end)` that are in the set, ascending.
    public List<Range> within(long start, long end) {
        List<Range> parts = new ArrayList<>();
        Map.Entry<Long, Long> entry = ends.floorEntry(start);
        if (entry == null) {
            entry = ends.higherEntry(start);
        }
        while (entry != null && Long.compareUnsigned(entry.getKey(), end) < 0) {
            long from = max(entry.getKey(), start);
            long to = min(entry.getValue(), end);
            if (Long.compareUnsigned(from, to) < 0) {
                parts.add(new Range(from, to));
            }
            entry = ends.higherEntry(entry.getKey());
        }
        return parts;
    }

    public boolean contains(long address) {
        Map.Entry<Long, Long> before = ends.floorEntry(address);
        return before != null && Long.compareUnsigned(before.getValue(), address) > 0;
    }

    /// How many bytes of `[start, end)` are in the set.
    public long overlap(long start, long end) {
        return within(start, end).stream().mapToLong(Range::sizeBytes).sum();
    }

    public void addAll(AddressRanges others) {
        others.ends.forEach(this::add);
    }

    /// Whether any address of `[start, end)` is in the set.
    public boolean intersects(long start, long end) {
        Map.Entry<Long, Long> before = ends.floorEntry(start);
        if (before != null && Long.compareUnsigned(before.getValue(), start) > 0) {
            return Long.compareUnsigned(start, end) < 0;
        }
        Long next = ends.higherKey(start);
        return next != null && Long.compareUnsigned(next, end) < 0;
    }

    /// The parts of `[start, end)` that are not in the set, ascending.
    public List<Range> missing(long start, long end) {
        List<Range> parts = new ArrayList<>();
        long position = start;
        for (Range present : within(start, end)) {
            if (Long.compareUnsigned(position, present.start()) < 0) {
                parts.add(new Range(position, present.start()));
            }
            position = present.end();
        }
        if (Long.compareUnsigned(position, end) < 0) {
            parts.add(new Range(position, end));
        }
        return parts;
    }

    private static long max(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static long min(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
