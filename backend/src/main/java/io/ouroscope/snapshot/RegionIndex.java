package io.ouroscope.snapshot;

import io.ouroscope.memory.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds regions by address, where [io.ouroscope.memory.Memory] gives values only.
final class RegionIndex {
    private final TreeMap<Long, Region> byStart = new TreeMap<>(Long::compareUnsigned);

    RegionIndex(List<Region> regions) {
        regions.forEach(region -> byStart.put(region.start(), region));
    }

    @Nullable
    Region at(long address) {
        Map.Entry<Long, Region> below = byStart.floorEntry(address);
        return below != null && below.getValue().contains(address) ? below.getValue() : null;
    }

    /// The regions that share an address with `[start, end)`.
    List<Region> touching(long start, long end) {
        Region first = at(start);
        List<Region> regions = new ArrayList<>();
        if (first != null) {
            regions.add(first);
        }
        if (Long.compareUnsigned(start, end) < 0) {
            regions.addAll(byStart.subMap(start, first == null, end, false).values());
        }
        return regions;
    }
}
