package io.ouroscope.snapshot;

import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.AddressRanges.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects holes: each missing address once, with the reason that came first, cut where the mapped file changes.
final class HoleList {
    private final MappingCursor mappings;
    private final AddressRanges known;
    private final List<Hole> holes = new ArrayList<>();

    /// @param present what is there; added to
    HoleList(List<Mapping> mappings, AddressRanges present) {
        this.mappings = new MappingCursor(mappings);
        known = present;
    }

    void has(long start, long end) {
        known.add(start, end);
    }

    void add(Hole hole) {
        add(hole.start(), hole.end(), hole.reason());
    }

    void add(long start, long end, String reason) {
        for (Range range : known.missing(start, end)) {
            for (Mapping part : mappings.split(range)) {
                holes.add(new Hole(part.start(), part.end(), reason, part.path()));
            }
        }
        known.add(start, end);
    }

    List<Hole> sorted() {
        holes.sort(Comparator.comparing(Hole::start, Long::compareUnsigned));
        return List.copyOf(holes);
    }
}
