package io.ouroscope.snapshot;

import io.ouroscope.memory.AddressRanges.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds which mapping an address belongs to.
final class MappingCursor {
    private final TreeMap<Long, Mapping> byStart = new TreeMap<>(Long::compareUnsigned);

    MappingCursor(List<Mapping> mappings) {
        mappings.forEach(mapping -> byStart.put(mapping.start(), mapping));
    }

    /// `range` cut at the mappings' borders, ascending; parts outside every mapping have an empty path.
    List<Mapping> split(Range range) {
        List<Mapping> parts = new ArrayList<>();
        long position = range.start();
        while (position != range.end()) {
            Map.Entry<Long, Mapping> below = byStart.floorEntry(position);
            if (below != null && Long.compareUnsigned(position, below.getValue().end()) < 0) {
                Mapping mapping = below.getValue();
                long end = min(mapping.end(), range.end());
                long offset = mapping.offset() + (position - mapping.start());
                parts.add(new Mapping(position, end, mapping.permissions(), offset, mapping.path()));
                position = end;
            } else {
                Long next = byStart.higherKey(position);
                long end = next == null ? range.end() : min(next, range.end());
                parts.add(new Mapping(position, end, null, 0, ""));
                position = end;
            }
        }
        return parts;
    }

    private static long min(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
