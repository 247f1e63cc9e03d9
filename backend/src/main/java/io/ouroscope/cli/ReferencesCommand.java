package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope references SOURCE`: every reference between objects, one a line, and what roots hold.
@Command(name = "references", description = "List all references between objects, and what roots hold.")
final class ReferencesCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @ArgGroup(exclusive = true)
    private Format format = new Format();

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    ReferencesCommand(Session session) {
        this.session = session;
    }

    /// How to print.
    static final class Format {
        @Option(
                names = "--csv",
                description = "Print as CSV (RFC 4180) with the header " + ReferenceRows.CSV_HEADER + ".")
        boolean csv;

        @Option(names = "--json", description = "Print as a JSON array.")
        boolean json;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            var rows = new ReferenceRows(snapshot.analysis(), session.cancellation());
            if (format.csv) {
                rows.csv(session.out());
            } else if (format.json) {
                rows.json(session.out());
            } else {
                rows.text(session.out());
            }
        }
        return ExitCode.OK;
    }
}
