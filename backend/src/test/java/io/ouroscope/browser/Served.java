package io.ouroscope.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.api.Server;
import io.ouroscope.workspace.NotAnalysedException;
import io.ouroscope.workspace.OpenSnapshot;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A server over snapshots, all of them analysed, and a browser to look at them.
final class Served implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Workspace workspace;
    private final Server server;
    private final Browser browser;
    private final List<String> ids = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    /// @param directory for the store and the cache
    Served(Path directory, List<Path> snapshots) throws IOException, InterruptedException {
        workspace = new Workspace(new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), snapshots);
        server = Server.start(workspace, 0, List.of());
        browser = Browser.start();
        for (Path snapshot : snapshots) {
            ids.add(analysed(snapshot));
        }
    }

    /// `http://localhost:1234`, without the slash.
    String origin() {
        return server.url().replaceAll("/$", "");
    }

    /// @param path of a screen of the first snapshot: `/tasks`
    String url(String path) {
        return origin() + "/s/" + ids.getFirst() + path;
    }

    Browser browser() {
        return browser;
    }

    /// Of the snapshots, in the order they were given.
    List<String> ids() {
        return ids;
    }

    /// The answer of the API.
    JsonNode get(String path) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(origin() + path)).build(), HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        browser.close();
        server.close();
        workspace.close();
    }

    private String analysed(Path snapshot) throws IOException, InterruptedException {
        while (true) {
            for (SnapshotEntry entry : workspace.snapshots()) {
                String id = entry.stored().id();
                if (id != null
                        && entry.stored()
                                .fileName()
                                .equals(snapshot.getFileName().toString())) {
                    try (OpenSnapshot open = workspace.open(entry)) {
                        return id;
                    } catch (NotAnalysedException notYet) {
                        // Opening started the analysis.
                    }
                }
            }
            Thread.sleep(20);
        }
    }
}
