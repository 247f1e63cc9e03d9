package io.ouroscope.cli;

import io.ouroscope.workspace.BundledSnapshots;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ouroscope demo`: the web interface over the snapshots that come with Ouroscope, and the store.
@Command(name = "demo", description = "Serve the web interface with the snapshots that come with Ouroscope.")
final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ServeOptions options = new ServeOptions();

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        List<Path> bundled = BundledSnapshots.files();
        if (bundled.isEmpty()) {
            throw new ProblemException(
                    Problem.Kind.NOT_FOUND,
                    "No demo",
                    "This Ouroscope came without its demo snapshots",
                    "Run it from a checkout (./ouroscope demo), or: ouroscope serve");
        }
        Workspace workspace = new Workspace(SnapshotStore.of(options.store), bundled);
        session.cancellation().onEnd(workspace::close);
        new Serving(session).run(workspace, options, "/");
        return ExitCode.OK;
    }
}
