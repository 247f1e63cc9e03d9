package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope tasks SOURCE`: who waits for whom.
@Command(name = "tasks", description = "Show asyncio's tasks, what they wait for, and cycles among them.")
final class TasksCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            description = "Only tasks whose name, coroutine or file contains this.")
    private String filter = "";

    @Option(names = "--json", description = "Print nodes, edges and cycles as JSON.")
    private boolean json;

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    TasksCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            if (json) {
                TaskGraphJson.print(snapshot.analysis().tasks(), session.out());
            } else {
                new TaskTreeText(snapshot.analysis().tasks(), session.out()).print(filter);
            }
        }
        return ExitCode.OK;
    }
}
