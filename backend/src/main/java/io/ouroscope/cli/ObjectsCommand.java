package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope objects SOURCE`: every object, one a line, in address order, however many there are.
@Command(name = "objects", description = "List all objects.")
final class ObjectsCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Option(names = "--type", paramLabel = "NAME", description = "Only objects of exactly this type: builtins.dict.")
    private String type = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "Only objects in this state: ${COMPLETION-CANDIDATES} (default: all but the remains of freed ones).")
    private Set<State> states = EnumSet.complementOf(EnumSet.of(State.freed));

    @ArgGroup(exclusive = true)
    private Format format = new Format();

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    ObjectsCommand(Session session) {
        this.session = session;
    }

    /// How to print.
    static final class Format {
        @Option(names = "--csv", description = "Print as CSV (RFC 4180) with the header " + ObjectRows.CSV_HEADER + ".")
        boolean csv;

        @Option(names = "--json", description = "Print as a JSON array.")
        boolean json;
    }

    /// As typed.
    enum State {
        live,
        garbage,
        freed,
        unsure
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            var rows = new ObjectRows(
                    snapshot.analysis(), type, states.stream().map(State::name).toList(), session.cancellation());
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
