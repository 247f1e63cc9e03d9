package io.ouroscope.workspace;

import io.ouroscope.analysis.Coverage;
import io.ouroscope.analysis.CoverageBytes;
import io.ouroscope.analysis.find.Containing;
import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.Region;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.snapshot.Hole;
import io.ouroscope.snapshot.Mapping;
import io.ouroscope.snapshot.Refill;
import io.ouroscope.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The regions of a process: what it had mapped where, what of it is in the snapshot and what that holds, and why the
/// rest is not.
public final class Regions {
    private Regions() {}

    /// What a region is, by its name and rights. Reserved addresses hold nothing: nothing of them is missing.
    public enum Kind {
        HEAP,
        STACK,
        ANONYMOUS,
        CODE,
        FILE,
        KERNEL,
        RESERVED
    }

    /// Bytes that are missing for one reason.
    public record Missing(String reason, long bytes) {}

    /// A mapping of the process.
    ///
    /// @param permissions as in `/proc/PID/maps`, `?` where the snapshot does not tell
    /// @param presentBytes that can be read, those from files of this machine too
    /// @param refilledBytes of these, those that are not in the snapshot but in a file of this machine
    /// @param missing what cannot be read, by reason
    /// @param objects how many Python objects begin in it
    /// @param holds what the present bytes are
    public record Row(
            long start,
            long end,
            String permissions,
            Kind kind,
            String path,
            long presentBytes,
            long refilledBytes,
            List<Missing> missing,
            int objects,
            CoverageBytes holds) {

        public long bytes() {
            return end - start;
        }

        public long missingBytes() {
            return missing.stream().mapToLong(Missing::bytes).sum();
        }
    }

    /// In the order of addresses.
    public static List<Row> of(AnalysedSnapshot analysed) {
        Snapshot snapshot = analysed.snapshot();
        Census census = analysed.analysis().process().census();
        Coverage coverage = analysed.analysis().coverage();
        var present = new AddressRanges();
        snapshot.memory().regions().forEach(region -> present.add(region.start(), region.end()));
        var refilled = new AddressRanges();
        for (Refill refill : snapshot.refills()) {
            refilled.add(refill.start(), refill.end());
        }
        var rows = new ArrayList<Row>();
        var mapped = new AddressRanges();
        int hole = 0;
        List<Hole> holes = snapshot.holes();
        for (Mapping mapping : snapshot.mappings()) {
            mapped.add(mapping.start(), mapping.end());
            Kind kind = kind(mapping);
            Map<String, Long> missing = new LinkedHashMap<>();
            while (hole < holes.size() && Long.compareUnsigned(holes.get(hole).end(), mapping.start()) <= 0) {
                hole++;
            }
            for (int i = hole;
                    kind != Kind.RESERVED
                            && i < holes.size()
                            && Long.compareUnsigned(holes.get(i).start(), mapping.end()) < 0;
                    i++) {
                missing.merge(holes.get(i).reason(), overlap(holes.get(i), mapping), Long::sum);
            }
            rows.add(new Row(
                    mapping.start(),
                    mapping.end(),
                    mapping.permissions() == null ? "?" : mapping.permissions(),
                    kind,
                    mapping.path(),
                    present.overlap(mapping.start(), mapping.end()),
                    refilled.overlap(mapping.start(), mapping.end()),
                    missing.entrySet().stream()
                            .map(entry -> new Missing(entry.getKey(), entry.getValue()))
                            .toList(),
                    objects(census, mapping.start(), mapping.end()),
                    coverage.within(mapping.start(), mapping.end())));
        }
        for (Region region : snapshot.memory().regions()) {
            for (AddressRanges.Range rest : mapped.missing(region.start(), region.end())) {
                rows.add(unnamed(region, rest, census, coverage));
            }
        }
        rows.sort(Comparator.comparing(Row::start, Long::compareUnsigned));
        return rows;
    }

    /// Memory of a core that says nothing of its mappings.
    private static Row unnamed(Region region, AddressRanges.Range range, Census census, Coverage coverage) {
        return new Row(
                range.start(),
                range.end(),
                Containing.permissions(region) + "?",
                Kind.ANONYMOUS,
                region.path(),
                range.sizeBytes(),
                0,
                List.of(),
                objects(census, range.start(), range.end()),
                coverage.within(range.start(), range.end()));
    }

    private static long overlap(Hole hole, Mapping mapping) {
        long start = Long.compareUnsigned(hole.start(), mapping.start()) > 0 ? hole.start() : mapping.start();
        long end = Long.compareUnsigned(hole.end(), mapping.end()) < 0 ? hole.end() : mapping.end();
        return end - start;
    }

    private static int objects(Census census, long start, long end) {
        return census.floor(end - 1) - (start == 0 ? -1 : census.floor(start - 1));
    }

    private static Kind kind(Mapping mapping) {
        String path = mapping.path();
        String permissions = mapping.permissions() == null ? "" : mapping.permissions();
        if (permissions.startsWith("---")) {
            return Kind.RESERVED;
        }
        if (path.startsWith("[heap")) {
            return Kind.HEAP;
        }
        if (path.startsWith("[stack")) {
            return Kind.STACK;
        }
        if (path.startsWith("[v") || path.startsWith("[uprobes")) {
            return Kind.KERNEL;
        }
        if (mapping.isFile()) {
            return permissions.contains("x") ? Kind.CODE : Kind.FILE;
        }
        return Kind.ANONYMOUS;
    }
}
