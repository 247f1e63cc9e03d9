package io.ouroscope.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Addresses `[start, end)`.
record AddressRange(long start, long end) {

    /// `ranges` in address order, neighbours joined unless one begins at a border of `borders`.
    static List<AddressRange> joined(List<AddressRange> ranges, Set<Long> borders) {
        List<AddressRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparing(AddressRange::start, Long::compareUnsigned));
        List<AddressRange> joined = new ArrayList<>();
        for (AddressRange range : sorted) {
            AddressRange last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.end() == range.start() && !borders.contains(range.start())) {
                joined.set(joined.size() - 1, new AddressRange(last.start(), range.end()));
            } else {
                joined.add(range);
            }
        }
        return joined;
    }
}
