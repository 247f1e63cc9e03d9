package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What commands have in common that write one line for each of many things: the source, and how to print.
final class Listing {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @ArgGroup(exclusive = true)
    private Format format = new Format();

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    /// How to print.
    static final class Format {
        @Option(names = "--csv", description = "Print as CSV (RFC 4180) with a header.")
        boolean csv;

        @Option(names = "--json", description = "Print as a JSON array.")
        boolean json;
    }

    /// Writes all rows, one by one.
    interface Rows {
        void csv(Output out) throws IOException;

        void json(Output out) throws IOException;

        void text(Output out) throws IOException;
    }

    /// Opens the source and prints what is found in it.
    int print(Session session, Function<AnalysedSnapshot, Rows> find) throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            Rows rows = find.apply(snapshot);
            session.terminal().clear();
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
