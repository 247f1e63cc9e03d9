package io.ouroscope.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.api.Server;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A server over the huge snapshots that tools/full-check makes and names: many objects in one
/// (`-Douroscope.test.core`), many tasks in the other (`ouroscope.test.tasks`). Their indexes are kept in a directory
/// (`ouroscope.test.cache`), so that only the first of the runs waits for them; what a run found is written below
/// `ouroscope.test.report`.
///
/// The runs are no part of the build: their times depend on the machine, and say little where other programs run.
public final class HugeServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final double loadBefore = load();
    private final Workspace workspace;
    private final Server server;
    private final List<String> ids = new ArrayList<>();

    /// @param store an empty directory
    public HugeServer(Path store) throws IOException, InterruptedException {
        List<Path> cores = List.of(property("core"), property("tasks"));
        workspace = new Workspace(new SnapshotStore(store, property("cache")), cores);
        server = Server.start(workspace, 0, List.of());
        for (Path core : cores) {
            ids.add(analysed(core.getFileName().toString()));
        }
    }

    private static Path property(String name) {
        return Path.of(System.getProperty("ouroscope.test." + name)).toAbsolutePath();
    }

    private String analysed(String file) throws IOException, InterruptedException {
        while (true) {
            for (SnapshotEntry each : workspace.snapshots()) {
                String id = each.stored().id();
                if (each.stored().fileName().equals(file)
                        && id != null
                        && get("/api/s/" + id + "/overview").has("objects")) {
                    return id;
                }
            }
            Thread.sleep(100);
        }
    }

    public int port() {
        return server.port();
    }

    /// `http://localhost:1234`, without the slash.
    public String origin() {
        return server.url().replaceAll("/$", "");
    }

    /// Id of the snapshot with many objects.
    public String objects() {
        return ids.getFirst();
    }

    /// Id of the snapshot with many tasks.
    public String tasks() {
        return ids.getLast();
    }

    public JsonNode get(String path) throws IOException {
        return send("GET", path);
    }

    /// The answer to a question when all is found.
    public JsonNode found(String path) throws IOException, InterruptedException {
        JsonNode answer = get(path);
        while (answer.at("/search/state").asText().equals("running")) {
            Thread.sleep(50);
            answer = get(path);
        }
        return answer;
    }

    public JsonNode send(String method, String path) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(origin() + path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .header("Origin", origin())
                    .header("Sec-Fetch-Site", "same-origin")
                    .build();
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return body.isEmpty() ? JSON.missingNode() : JSON.readTree(body);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /// Of all programs, over the last minute.
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /// Whether other programs kept the processors busy before this run.
    public boolean wasLoaded() {
        return loadBefore > Runtime.getRuntime().availableProcessors();
    }

    /// Writes a part of the report.
    ///
    /// @param name of its file, which sorts it
    /// @param markdown begins with its heading
    /// @param judged what was held to the bounds
    public void report(String name, String markdown, String judged) throws IOException {
        Path directory = Files.createDirectories(property("report"));
        Files.writeString(
                directory.resolve(name + ".md"),
                markdown
                        + "%nThe load average was %.1f before and %.1f after; judged were %s.%n"
                                .formatted(loadBefore, load(), judged));
    }

    @Override
    public void close() {
        server.close();
        workspace.close();
    }
}
