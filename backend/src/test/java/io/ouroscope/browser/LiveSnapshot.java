package io.ouroscope.browser;

import io.ouroscope.api.Server;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Steady;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A snapshot of a live interpreter that ran one of the scripts of `live`, a server that shows it, and a browser.
final class LiveSnapshot implements AutoCloseable {
    private final Workspace workspace;
    private final Server server;
    private final Browser browser;
    private final String output;
    private final String id;

    private LiveSnapshot(Workspace workspace, Server server, Browser browser, String output, String id) {
        this.workspace = workspace;
        this.server = server;
        this.browser = browser;
        this.output = output;
        this.id = id;
    }

    /// @param script name of a file of `live`, which says READY when it is
    static LiveSnapshot of(String script, Path directory) throws IOException, CaptureException, InterruptedException {
        Path store = Files.createDirectories(directory.resolve("store"));
        String source = new String(
                Objects.requireNonNull(LiveSnapshot.class.getResourceAsStream("/live/" + script))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        try (LivePython live = LivePython.start(python, directory, source)) {
            live.awaitLine("READY");
            return of(store, live.pid(), live.output());
        }
    }

    /// Of a program of `tools/hang`: the process that it says is ready, which may be a child.
    static LiveSnapshot ofHang(String file, String program, Path directory)
            throws IOException, CaptureException, InterruptedException {
        Path store = Files.createDirectories(directory.resolve("store"));
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        Path script = Path.of("..", "tools", "hang", file).toAbsolutePath();
        List<String> command = List.of(python.toString(), "-u", script.toString(), program);
        try (LivePython live = LivePython.start(command, directory, Map.of())) {
            String child = live.awaitLine("ready");
            int pid = child.isEmpty() ? live.pid() : Integer.parseInt(child);
            Steady.await(pid);
            return of(store, pid, live.output());
        }
    }

    private static LiveSnapshot of(Path store, int pid, String output)
            throws IOException, CaptureException, InterruptedException {
        Capture.capture(new CaptureRequest(pid, store.resolve("live.core")), Progress.NONE);
        var workspace = new Workspace(new SnapshotStore(store, store.resolveSibling("cache")), List.of());
        Server server = Server.start(workspace, 0, List.of());
        return new LiveSnapshot(workspace, server, Browser.start(), output, awaitId(workspace));
    }

    /// The id of the only snapshot, as soon as it is known.
    static String awaitId(Workspace workspace) throws IOException, InterruptedException {
        while (true) {
            List<SnapshotEntry> all = workspace.snapshots();
            String id = all.isEmpty() ? null : all.getFirst().stored().id();
            if (id != null) {
                return id;
            }
            Thread.sleep(20);
        }
    }

    Browser browser() {
        return browser;
    }

    /// What the script printed.
    String output() {
        return output;
    }

    /// The last word of the line of the script that begins so.
    String said(String beginning) {
        return output.lines()
                .filter(line -> line.startsWith(beginning + " "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    /// @param path of a screen, after the snapshot: `/files`
    String url(String path) {
        return server.url() + "s/" + id + path;
    }

    /// @param path of the API, after the snapshot
    String api(String path) {
        return server.url() + "api/s/" + id + path;
    }

    @Override
    public void close() {
        browser.close();
        server.close();
        workspace.close();
    }
}
