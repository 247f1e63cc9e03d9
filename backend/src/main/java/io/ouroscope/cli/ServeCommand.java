package io.ouroscope.cli;

import io.ouroscope.workspace.SnapshotStore;
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
        Workspace workspace = new Workspace(SnapshotStore.of(options.store), files);
        session.cancellation().onEnd(workspace::close);
        new Serving(session).run(workspace, options, "/");
        return ExitCode.OK;
    }
}
