package io.ouroscope.cli;

import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.StoredSnapshot;
import io.ouroscope.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `ouroscope serve [FILE…]`: the web interface, over the store and the given files.
@Command(name = "serve", description = "Serve the web interface.")
final class ServeCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "Snapshots to show beside those of the store.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private ServeOptions options = new ServeOptions();

    ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        SnapshotStore store = SnapshotStore.of(options.store);
        for (Path file : files) {
            check(store.describe(file));
        }
        Workspace workspace = new Workspace(store, files);
        session.cancellation().onEnd(workspace::close);
        new Serving(session).run(workspace, options, "/");
        return ExitCode.OK;
    }

    /// A file that was named is wanted: what is wrong with it is said now, not somewhere on a page.
    private static void check(StoredSnapshot snapshot) {
        if (snapshot.problem() != null) {
            throw new ProblemException(Problem.Kind.OTHER, "This file cannot be used", snapshot.problem(), null);
        }
    }
}
