package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import io.ouroscope.progress.ByteCount;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.Regions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ouroscope regions SOURCE`: what the process had mapped, what of it is there, and why the rest is not.
@Command(name = "regions", description = "List the regions of memory, and what of them is in the snapshot.")
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
            int objects) {

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
                    row.objects());
        }

        long missingBytes() {
            return missing.stream().mapToLong(Regions.Missing::bytes).sum();
        }

        String reasons() {
            return missing.stream().map(Regions.Missing::reason).collect(Collectors.joining("; "));
        }
    }

    private static final class Form implements RecordRows.Form<Region> {
        private static final String TEXT = "%-18s %10s %10s %9s  %-4s  %s";

        @Override
        public List<String> csvHeader() {
            return List.of(
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
                    "objects");
        }

        @Override
        public List<String> csv(Region row) {
            return List.of(
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
                    String.valueOf(row.objects));
        }

        @Override
        public String textHeader() {
            return String.format(Locale.ROOT, TEXT, "START", "SIZE", "THERE", "OBJECTS", "MAY", "WHAT");
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
