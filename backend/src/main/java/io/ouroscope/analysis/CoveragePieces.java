package io.ouroscope.analysis;

import io.ouroscope.memory.AddressRanges.Range;
import io.ouroscope.memory.Region;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The readable memory in pieces, in the order of addresses: its regions, cut where a mapping of the process begins or
/// ends. So whatever is known of each piece can be added up for a mapping.
///
/// A region may hold several mappings: the kernel keeps neighbours apart that differ in nothing we see (huge pages for
/// the middle of an array).
final class CoveragePieces {
    private final long[] starts;
    private final long[] ends;

    private CoveragePieces(long[] starts, long[] ends) {
        this.starts = starts;
        this.ends = ends;
    }

    static CoveragePieces of(List<Region> regions, List<Range> mappings) {
        long[] cuts = mappings.stream()
                .flatMap(mapping -> List.of(mapping.start(), mapping.end()).stream())
                .distinct()
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray();
        var inOrder = regions.stream()
                .sorted(Comparator.comparing(Region::start, Long::compareUnsigned))
                .toList();
        long[] starts = new long[regions.size() + cuts.length];
        long[] ends = new long[starts.length];
        int count = 0;
        int cut = 0;
        for (Region region : inOrder) {
            long from = region.start();
            while (cut < cuts.length && Long.compareUnsigned(cuts[cut], from) <= 0) {
                cut++;
            }
            for (; cut < cuts.length && Long.compareUnsigned(cuts[cut], region.end()) < 0; cut++) {
                starts[count] = from;
                from = cuts[cut];
                ends[count++] = from;
            }
            starts[count] = from;
            ends[count++] = region.end();
        }
        return new CoveragePieces(Arrays.copyOf(starts, count), Arrays.copyOf(ends, count));
    }

    int size() {
        return starts.length;
    }

    long start(int piece) {
        return starts[piece];
    }

    long end(int piece) {
        return ends[piece];
    }

    /// The first piece that ends behind `address`, [#size] if none does. It may begin behind it too.
    int firstBehind(long address) {
        int low = 0;
        int high = ends.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ends[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Receives the part of a range that lies in one piece.
    @FunctionalInterface
    interface Visitor {
        void part(int piece, long start, long end);
    }

    /// Reports which parts of `[start, end)` lie in which pieces, of the first `most` pieces it touches.
    void visit(long start, long end, int most, Visitor visitor) {
        int first = firstBehind(start);
        int last = (int) Math.min(size(), (long) first + most);
        for (int piece = first; piece < last && Long.compareUnsigned(starts[piece], end) < 0; piece++) {
            long from = Long.compareUnsigned(starts[piece], start) > 0 ? starts[piece] : start;
            long to = Long.compareUnsigned(ends[piece], end) < 0 ? ends[piece] : end;
            visitor.part(piece, from, to);
        }
    }
}
