package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope threads SOURCE`: every thread with its Python stack, as `py-spy dump` and `pystack` show them.
@Command(
        name = "threads",
        description = "Show all threads with their Python stacks, and what stands suspended beside them.")
final class ThreadsCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Option(names = "--locals", description = "Show the local variables of each frame.")
    private boolean locals;

    @Option(
            names = "--suspended",
            description = "Show suspended coroutines, generators and async generators too, equal ones together.")
    private boolean suspended;

    @Option(names = "--json", description = "Print all of it as JSON.")
    private boolean json;

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    ThreadsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            if (json) {
                new ThreadsJson(snapshot, session.out(), locals, suspended).print();
            } else {
                new ThreadsText(snapshot, session.out(), locals, suspended).print();
            }
        }
        return ExitCode.OK;
    }
}
