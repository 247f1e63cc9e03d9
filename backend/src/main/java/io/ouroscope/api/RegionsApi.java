package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Coverage.Part;
import io.ouroscope.analysis.CoverageBytes;
import io.ouroscope.workspace.Regions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The regions of the process: what it had mapped where, what of it is in the snapshot and what that holds, and why the
/// rest is not.
final class RegionsApi {
    private RegionsApi() {}

    private enum Sort {
        ADDRESS,
        SIZE,
        PRESENT,
        MISSING,
        OBJECTS,
        OBJECT_BYTES,
        BUFFER_BYTES,
        GARBAGE_BYTES,
        FREE_BYTES,
        NATIVE_BYTES,
        UNKNOWN_BYTES
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
    ///
    /// @param parts what the bytes that can be read are, in the parts that the overview has
    record RegionTotals(
            long bytes, long presentBytes, long missingBytes, long objects, List<Wire.CoveragePart> parts) {}

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
    /// @param objects how many Python objects begin in it, freed ones too
    /// @param parts what the bytes that can be read are, without parts that have none; they add up to all of them
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
            int objects,
            List<Wire.CoveragePart> parts) {

        static RegionRow of(Regions.Row row) {
            return new RegionRow(
                    Parameters.hex(row.start()),
                    Parameters.hex(row.end()),
                    row.bytes(),
                    row.permissions(),
                    Parameters.lower(row.kind()),
                    row.path(),
                    row.presentBytes(),
                    row.refilledBytes(),
                    row.missing().stream()
                            .map(each -> new RegionMissing(each.reason(), each.bytes()))
                            .toList(),
                    row.objects(),
                    RegionsApi.parts(row.holds()));
        }
    }

    static void register(InSnapshot routes) {
        routes.get("/regions", RegionsApi::list)
                .describe(
                        "What the process had mapped, what of it the snapshot has and what that holds, and why the rest is"
                                + " missing",
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
        List<Regions.Row> all = Regions.of(view.open().analysed());
        List<Regions.Row> rows = all.stream()
                .filter(row -> kind.isEmpty() || Parameters.lower(row.kind()).equals(kind))
                .filter(row -> filter.isEmpty()
                        || row.path().toLowerCase(Locale.ROOT).contains(filter)
                        || Parameters.hex(row.start()).contains(filter))
                .sorted((one, other) -> Long.compare(key(sort, other), key(sort, one)))
                .toList();
        Wire.Page<RegionRow> page = paging.of(rows, RegionRow::of);
        return new RegionsPage(
                page.total(), page.offset(), page.limit(), page.items(), totals(rows), kinds(all), missing(rows));
    }

    /// Sorting is stable: equal ones stay in the order of addresses.
    private static long key(Sort sort, Regions.Row row) {
        return switch (sort) {
            case ADDRESS -> 0;
            case SIZE -> row.bytes();
            case PRESENT -> row.presentBytes();
            case MISSING -> row.missingBytes();
            case OBJECTS -> row.objects();
            case OBJECT_BYTES -> row.holds().bytes(Part.OBJECTS);
            case BUFFER_BYTES -> row.holds().bytes(Part.BUFFERS);
            case GARBAGE_BYTES -> row.holds().bytes(Part.GARBAGE);
            case FREE_BYTES -> row.holds().bytes(Part.PYTHON_FREE, Part.NATIVE_FREE);
            case NATIVE_BYTES -> row.holds().bytes(Part.NATIVE, Part.PYTHON_OTHER);
            case UNKNOWN_BYTES -> row.holds().bytes(Part.UNKNOWN);
        };
    }

    /// Those that have any bytes.
    private static List<Wire.CoveragePart> parts(CoverageBytes holds) {
        return Arrays.stream(Part.values())
                .filter(part -> holds.bytes(part) != 0)
                .map(part -> new Wire.CoveragePart(Parameters.lower(part), holds.bytes(part)))
                .toList();
    }

    private static RegionTotals totals(List<Regions.Row> rows) {
        return new RegionTotals(
                rows.stream().mapToLong(Regions.Row::bytes).sum(),
                rows.stream().mapToLong(Regions.Row::presentBytes).sum(),
                rows.stream().mapToLong(Regions.Row::missingBytes).sum(),
                rows.stream().mapToLong(Regions.Row::objects).sum(),
                parts(CoverageBytes.sum(rows.stream().map(Regions.Row::holds).toList())));
    }

    private static List<RegionKind> kinds(List<Regions.Row> rows) {
        Map<String, RegionKind> kinds = new LinkedHashMap<>();
        for (Regions.Kind kind : Regions.Kind.values()) {
            kinds.put(Parameters.lower(kind), new RegionKind(Parameters.lower(kind), 0, 0));
        }
        for (Regions.Row row : rows) {
            kinds.computeIfPresent(
                    Parameters.lower(row.kind()),
                    (name, sum) -> new RegionKind(name, sum.count() + 1, sum.bytes() + row.bytes()));
        }
        return kinds.values().stream().filter(kind -> kind.count() > 0).toList();
    }

    private static List<RegionMissing> missing(List<Regions.Row> rows) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        rows.forEach(row -> row.missing().forEach(each -> bytes.merge(each.reason(), each.bytes(), Long::sum)));
        return bytes.entrySet().stream()
                .map(entry -> new RegionMissing(entry.getKey(), entry.getValue()))
                .sorted((one, other) -> Long.compare(other.bytes(), one.bytes()))
                .toList();
    }
}
