package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.Region;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.snapshot.Hole;
import io.ouroscope.snapshot.Mapping;
import io.ouroscope.snapshot.Refill;
import io.ouroscope.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The regions of the process: what it had mapped where, what of it is in the snapshot, and why the rest is not.
final class RegionsApi {
    private RegionsApi() {}

    private enum Sort {
        ADDRESS,
        SIZE,
        PRESENT,
        MISSING,
        OBJECTS
    }

    /// What a region is, by its name and rights. Reserved addresses hold nothing: nothing of them is missing.
    enum Kind {
        HEAP,
        STACK,
        ANONYMOUS,
        CODE,
        FILE,
        KERNEL,
        RESERVED
    }

    /// A part of the list of regions, with sums over all that match.
    record RegionsPage(
            long total,
            long offset,
            int limit,
            List<RegionRow> items,
            RegionTotals totals,
            List<RegionKind> kinds,
            List<RegionMissing> missing) {}

    /// Sums over the regions that match.
    record RegionTotals(long bytes, long presentBytes, long missingBytes, long objects) {}

    /// All regions of a kind, whatever is filtered.
    record RegionKind(String kind, int count, long bytes) {}

    /// Bytes that are missing for one reason.
    record RegionMissing(String reason, long bytes) {}

    /// A mapping of the process.
    ///
    /// @param permissions as in `/proc/PID/maps`, `?` where the snapshot does not tell
    /// @param presentBytes that can be read, those from files of this machine too
    /// @param refilledBytes of these, those that are not in the snapshot but in a file of this machine
    /// @param missing what cannot be read, by reason
    /// @param objects how many Python objects begin in it
    record RegionRow(
            String start,
            String end,
            long bytes,
            String permissions,
            String kind,
            String path,
            long presentBytes,
            long refilledBytes,
            List<RegionMissing> missing,
            int objects) {

        long missingBytes() {
            return missing.stream().mapToLong(RegionMissing::bytes).sum();
        }
    }

    static void register(InSnapshot routes) {
        routes.get("/regions", RegionsApi::list)
                .describe(
                        "What the process had mapped, what of it the snapshot has, and why the rest is missing",
                        RegionsPage.class,
                        Parameter.text("filter", "Only those whose path or address contains this"),
                        Parameter.text("kind", "Only those of this kind"),
                        Parameter.choice("sort", Sort.ADDRESS, "What they are sorted by"),
                        Paging.OFFSET,
                        Paging.LIMIT);
    }

    private static RegionsPage list(Context ctx, InSnapshot.View view) {
        Paging paging = Paging.of(ctx);
        String filter = Parameters.text(ctx, "filter").strip().toLowerCase(Locale.ROOT);
        String kind = Parameters.text(ctx, "kind");
        Sort sort = Parameters.choice(ctx, "sort", Sort.ADDRESS);
        List<RegionRow> all = rows(
                view.open().analysed().snapshot(), view.analysis().process().census());
        List<RegionRow> rows = all.stream()
                .filter(row -> kind.isEmpty() || row.kind().equals(kind))
                .filter(row -> filter.isEmpty()
                        || row.path().toLowerCase(Locale.ROOT).contains(filter)
                        || row.start().contains(filter))
                .sorted((one, other) -> Long.compare(key(sort, other), key(sort, one)))
                .toList();
        Wire.Page<RegionRow> page = paging.of(rows, row -> row);
        return new RegionsPage(
                page.total(), page.offset(), page.limit(), page.items(), totals(rows), kinds(all), missing(rows));
    }

    /// Sorting is stable: equal ones stay in the order of addresses.
    private static long key(Sort sort, RegionRow row) {
        return switch (sort) {
            case ADDRESS -> 0;
            case SIZE -> row.bytes();
            case PRESENT -> row.presentBytes();
            case MISSING -> row.missingBytes();
            case OBJECTS -> row.objects();
        };
    }

    private static RegionTotals totals(List<RegionRow> rows) {
        return new RegionTotals(
                rows.stream().mapToLong(RegionRow::bytes).sum(),
                rows.stream().mapToLong(RegionRow::presentBytes).sum(),
                rows.stream().mapToLong(RegionRow::missingBytes).sum(),
                rows.stream().mapToLong(RegionRow::objects).sum());
    }

    private static List<RegionKind> kinds(List<RegionRow> rows) {
        Map<String, RegionKind> kinds = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            kinds.put(Parameters.lower(kind), new RegionKind(Parameters.lower(kind), 0, 0));
        }
        for (RegionRow row : rows) {
            kinds.computeIfPresent(
                    row.kind(), (name, sum) -> new RegionKind(name, sum.count() + 1, sum.bytes() + row.bytes()));
        }
        return kinds.values().stream().filter(kind -> kind.count() > 0).toList();
    }

    private static List<RegionMissing> missing(List<RegionRow> rows) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        rows.forEach(row -> row.missing().forEach(each -> bytes.merge(each.reason(), each.bytes(), Long::sum)));
        return bytes.entrySet().stream()
                .map(entry -> new RegionMissing(entry.getKey(), entry.getValue()))
                .sorted((one, other) -> Long.compare(other.bytes(), one.bytes()))
                .toList();
    }

    /// In the order of addresses.
    static List<RegionRow> rows(Snapshot snapshot, Census census) {
        var present = new AddressRanges();
        snapshot.memory().regions().forEach(region -> present.add(region.start(), region.end()));
        var refilled = new AddressRanges();
        for (Refill refill : snapshot.refills()) {
            refilled.add(refill.start(), refill.end());
        }
        var rows = new ArrayList<RegionRow>();
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
            rows.add(new RegionRow(
                    Parameters.hex(mapping.start()),
                    Parameters.hex(mapping.end()),
                    mapping.end() - mapping.start(),
                    mapping.permissions() == null ? "?" : mapping.permissions(),
                    Parameters.lower(kind),
                    mapping.path(),
                    present.overlap(mapping.start(), mapping.end()),
                    refilled.overlap(mapping.start(), mapping.end()),
                    missing.entrySet().stream()
                            .map(entry -> new RegionMissing(entry.getKey(), entry.getValue()))
                            .toList(),
                    objects(census, mapping.start(), mapping.end())));
        }
        for (Region region : snapshot.memory().regions()) {
            for (AddressRanges.Range rest : mapped.missing(region.start(), region.end())) {
                rows.add(unnamed(region, rest, census));
            }
        }
        rows.sort((one, other) ->
                Long.compareUnsigned(Parameters.address(one.start()), Parameters.address(other.start())));
        return rows;
    }

    /// Memory of a core that says nothing of its mappings.
    private static RegionRow unnamed(Region region, AddressRanges.Range range, Census census) {
        return new RegionRow(
                Parameters.hex(range.start()),
                Parameters.hex(range.end()),
                range.sizeBytes(),
                Containing.permissions(region) + "?",
                Parameters.lower(Kind.ANONYMOUS),
                region.path(),
                range.sizeBytes(),
                0,
                List.of(),
                objects(census, range.start(), range.end()));
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
