package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A server over one snapshot that is analysed already.
final class AnalysedServer implements AutoCloseable {
    static final Path GENERATOR = Path.of("..", "snapshots", "generate.core.zst");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Workspace workspace;
    private final Server server;
    private final RawHttp http;
    private final String snapshot;

    /// @param directory where the store and the cache may be
    AnalysedServer(Path file, Path directory) throws IOException, InterruptedException {
        workspace =
                new Workspace(new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), List.of(file));
        server = Server.start(workspace, 0, List.of());
        http = new RawHttp(server.port());
        while (workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        snapshot = "/api/s/" + workspace.snapshots().getFirst().stored().id();
        String job = JSON.readTree(http.get(snapshot + "/overview").body())
                .get("jobId")
                .asText();
        assertThat(http.get("/api/jobs/" + job + "/events").body()).contains("\"state\":\"done\"");
    }

    /// @param path below the snapshot's
    JsonNode get(String path) throws IOException {
        RawHttp.Answer answer = http.get(snapshot + path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    RawHttp.Answer raw(String path) throws IOException {
        return http.get(snapshot + path);
    }

    @Override
    public void close() {
        server.close();
        workspace.close();
    }
}
