package io.ouroscope.cli;

import io.ouroscope.analysis.Coverage.Part;
import io.ouroscope.analysis.CoverageBytes;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.progress.ByteCount;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.Regions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ouroscope regions SOURCE`: what the process had mapped, what of it is there and what that holds, and why the rest
/// is not.
@Command(
        name = "regions",
        description = {
            "List the regions of memory, what of them is in the snapshot, and what that holds.",
            "NUMBER objects begin in it. OBJECTS: bytes of live objects; BUFFERS: what they own; FREE: free blocks of the"
                    + " allocators; NATIVE: other blocks in use; REST: garbage, stacks, files, pages never written;"
                    + " UNKNOWN: not explained. They add up to what is THERE."
        })
final class RegionsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Listing listing = new Listing();

    RegionsCommand(Session session) {
        this.session = session;
    }

    private record Region(
            String start,
            String end,
            long bytes,
            String permissions,
            String kind,
            String path,
            long presentBytes,
            long refilledBytes,
            List<Regions.Missing> missing,
            int objects,
            Map<String, Long> holdsBytes) {

        static Region of(Regions.Row row) {
            return new Region(
                    Addresses.hex(row.start()),
                    Addresses.hex(row.end()),
                    row.bytes(),
                    row.permissions(),
                    row.kind().name().toLowerCase(Locale.ROOT),
                    row.path(),
                    row.presentBytes(),
                    row.refilledBytes(),
                    row.missing(),
                    row.objects(),
                    holds(row.holds()));
        }

        private static Map<String, Long> holds(CoverageBytes holds) {
            var bytes = new LinkedHashMap<String, Long>();
            for (Part part : Part.values()) {
                bytes.put(name(part), holds.bytes(part));
            }
            return bytes;
        }

        private static String name(Part part) {
            return part.name().toLowerCase(Locale.ROOT);
        }

        String bytesOf(Part... parts) {
            long sum = 0;
            for (Part part : parts) {
                sum += holdsBytes.getOrDefault(name(part), 0L);
            }
            return sum == 0 ? "-" : ByteCount.text(sum);
        }

        long missingBytes() {
            return missing.stream().mapToLong(Regions.Missing::bytes).sum();
        }

        String reasons() {
            return missing.stream().map(Regions.Missing::reason).collect(Collectors.joining("; "));
        }
    }

    private static final class Form implements RecordRows.Form<Region> {
        private static final String TEXT = "%-18s %7s %7s %8s %8s %8s %7s %7s %7s %7s  %-4s  %s";

        @Override
        public List<String> csvHeader() {
            var header = new ArrayList<>(List.of(
                    "start",
                    "end",
                    "size_bytes",
                    "permissions",
                    "kind",
                    "path",
                    "present_bytes",
                    "refilled_bytes",
                    "missing_bytes",
                    "missing_because",
                    "objects"));
            for (Part part : Part.values()) {
                header.add("holds_" + Region.name(part) + "_bytes");
            }
            return header;
        }

        @Override
        public List<String> csv(Region row) {
            var fields = new ArrayList<>(List.of(
                    row.start,
                    row.end,
                    String.valueOf(row.bytes),
                    row.permissions,
                    row.kind,
                    row.path,
                    String.valueOf(row.presentBytes),
                    String.valueOf(row.refilledBytes),
                    String.valueOf(row.missingBytes()),
                    row.reasons(),
                    String.valueOf(row.objects)));
            row.holdsBytes.values().forEach(bytes -> fields.add(String.valueOf(bytes)));
            return fields;
        }

        @Override
        public String textHeader() {
            return String.format(
                    Locale.ROOT,
                    TEXT,
                    "START",
                    "SIZE",
                    "THERE",
                    "NUMBER",
                    "OBJECTS",
                    "BUFFERS",
                    "FREE",
                    "NATIVE",
                    "REST",
                    "UNKNOWN",
                    "MAY",
                    "WHAT");
        }

        @Override
        public String text(Region row) {
            String what = row.path.isEmpty() ? row.kind : row.path;
            String missing = row.missing.isEmpty()
                    ? ""
                    : "  (" + ByteCount.text(row.missingBytes()) + " missing: " + row.reasons() + ")";
            return String.format(
                    Locale.ROOT,
                    TEXT,
                    row.start,
                    ByteCount.text(row.bytes),
                    ByteCount.text(row.presentBytes),
                    row.objects,
                    row.bytesOf(Part.OBJECTS),
                    row.bytesOf(Part.BUFFERS),
                    row.bytesOf(Part.PYTHON_FREE, Part.NATIVE_FREE),
                    row.bytesOf(Part.NATIVE, Part.PYTHON_OTHER),
                    row.bytesOf(Part.GARBAGE, Part.STACKS, Part.FILES, Part.UNTOUCHED),
                    row.bytesOf(Part.UNKNOWN),
                    row.permissions,
                    what + missing);
        }
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        return listing.print(session, this::rows);
    }

    private RecordRows<Region> rows(AnalysedSnapshot snapshot) {
        List<Regions.Row> rows = Regions.of(snapshot);
        return new RecordRows<>(rows.size(), i -> Region.of(rows.get(i)), new Form(), session.cancellation());
    }
}
