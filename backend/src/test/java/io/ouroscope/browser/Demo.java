package io.ouroscope.browser;

import io.ouroscope.api.Server;
import io.ouroscope.workspace.NotAnalysedException;
import io.ouroscope.workspace.OpenSnapshot;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A server over one snapshot that is analysed already, and a browser to look at it.
final class Demo implements AutoCloseable {
    static final Path GENERATOR = Path.of("..", "snapshots", "generate.core.zst");

    private final Workspace workspace;
    private final Server server;
    private final Browser browser;
    private final String id;

    /// @param directory where the store and the cache may be
    Demo(Path snapshot, Path directory) throws IOException, InterruptedException {
        workspace = new Workspace(
                new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), List.of(snapshot));
        server = Server.start(workspace, 0, List.of());
        browser = Browser.start();
        id = analysed();
    }

    private String analysed() throws IOException, InterruptedException {
        while (true) {
            SnapshotEntry entry = workspace.snapshots().getFirst();
            String known = entry.stored().id();
            if (known != null) {
                try (OpenSnapshot open = workspace.open(entry)) {
                    return known;
                } catch (NotAnalysedException notYet) {
                    // Opening started the analysis.
                }
            }
            Thread.sleep(20);
        }
    }

    /// @param path below the snapshot's
    String url(String path) {
        return server.url() + "s/" + id + path;
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        server.close();
        workspace.close();
    }
}
