package io.ouroscope.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds regions by address, where [Memory] gives values only.
public final class RegionIndex {
    private final List<Region> regions;

    /// @param regions in any order, none overlapping another
    public RegionIndex(List<Region> regions) {
        var sorted = new ArrayList<>(regions);
        sorted.sort(Comparator.comparing(Region::start, Long::compareUnsigned));
        this.regions = List.copyOf(sorted);
    }

    /// The position, in address order, of the last region that begins at or below `address`, -1 if there is none.
    public int floor(long address) {
        int low = 0;
        int high = regions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(regions.get(middle).start(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /// The region that has `address`.
    public @Nullable Region at(long address) {
        int position = floor(address);
        return position >= 0 && regions.get(position).contains(address) ? regions.get(position) : null;
    }

    /// The regions that share an address with `[start, end)`.
    public List<Region> touching(long start, long end) {
        var touching = new ArrayList<Region>();
        Region first = at(start);
        if (first != null) {
            touching.add(first);
        }
        for (int position = floor(start) + 1; position < regions.size(); position++) {
            Region region = regions.get(position);
            if (Long.compareUnsigned(region.start(), end) >= 0) {
                break;
            }
            touching.add(region);
        }
        return touching;
    }
}
