package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsApiTest {
    @TempDir
    private Path directory;

    private Workspace workspace;
    private Server server;
    private RawHttp http;

    @BeforeEach
    void start() {
        workspace = new Workspace(new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), List.of());
        server = Server.start(workspace, 0, List.of());
        http = new RawHttp(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
        workspace.close();
    }

    @Test
    void anEmptyStoreIsAnEmptyPage() throws IOException {
        assertThat(http.get("/api/snapshots").body())
                .isEqualTo("{\"total\":0,\"offset\":0,\"limit\":100,\"items\":[]}");
    }

    @Test
    void aFileThatIsNoSnapshotIsListedWithItsProblem() throws IOException {
        put("broken.core", "not an ELF file");
        assertThat(http.get("/api/snapshots").body())
                .contains(
                        "\"total\":1", "\"file\":\"broken.core\"", "\"state\":\"broken\"", "\"problem\":\"broken.core");
    }

    @Test
    void aSnapshotIsFoundByTheBeginningOfItsIdLabelledAndDeleted() throws Exception {
        Path file = put("small.core", SmallCore.bytes());
        String id = idOf("small.core");
        String prefix = "/api/snapshots/" + id.substring(0, 12);
        assertThat(http.get(prefix).body()).contains("\"id\":\"" + id + "\"", "\"state\":\"new\"");

        String hostile = "<img src=x onerror=alert(1)>";
        RawHttp.Answer labelled = http.own("PATCH", prefix, "{\"label\":\"" + hostile + "\"}");
        assertThat(labelled.status()).isEqualTo(200);
        assertThat(http.get(prefix).body()).contains("\"label\":\"" + hostile + "\"");
        assertThat(http.get(prefix).header("Content-Type")).startsWith("application/json");

        assertThat(http.own("DELETE", prefix, "").status()).isEqualTo(204);
        assertThat(file).doesNotExist();
        assertThat(http.get(prefix).status()).isEqualTo(404);
    }

    @Test
    void anUnknownIdIsNamedWithWhatToDo() throws IOException {
        String id = "0123456789abcdef";
        for (String path : List.of("/api/snapshots/" + id, "/api/snapshots/short")) {
            RawHttp.Answer answer = http.get(path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).contains("/problems/no-such-snapshot", "\"hint\":\"Open its link in the browser");
        }
    }

    @Test
    void aBodyThatMakesNoSenseIsRefused() throws Exception {
        put("small.core", SmallCore.bytes());
        String path = "/api/snapshots/" + idOf("small.core");
        assertThat(http.own("PATCH", path, "{\"label\":").status()).isEqualTo(400);
        assertThat(http.own("PATCH", path, "{\"name\":\"x\"}").status()).isEqualTo(400);
        assertThat(http.own("PATCH", path, "null").status()).isEqualTo(400);
        assertThat(http.own("PATCH", path, "[]").body())
                .contains("it must be a JSON object")
                .doesNotContain("io.ouroscope");
        assertThat(http.own("PATCH", path, "{\"label\":[1]}").body())
                .contains("'label' has a value of the wrong kind")
                .doesNotContain("java.lang");
        List<String> asText = List.of("Host: localhost:" + server.port(), "Content-Type: text/plain");
        assertThat(http.send("PATCH", path, asText, "{\"label\":\"x\"}").status())
                .isEqualTo(415);
    }

    @Test
    void aPageOutOfBoundsIsEmptyAndAnImpossibleOneIsRefused() throws Exception {
        put("small.core", SmallCore.bytes());
        assertThat(http.get("/api/snapshots?offset=5").body()).contains("\"total\":1", "\"items\":[]");
        assertThat(http.get("/api/snapshots?offset=" + Long.MAX_VALUE).body()).contains("\"total\":1", "\"items\":[]");
        assertThat(http.get("/api/snapshots?limit=501").status()).isEqualTo(400);
        assertThat(http.get("/api/snapshots?limit=0").status()).isEqualTo(400);
        assertThat(http.get("/api/snapshots?offset=-1").status()).isEqualTo(400);
        assertThat(http.get("/api/snapshots?offset=x").body()).contains("offset must be a whole number");
    }

    @Test
    void theInfoNamesTheStore() throws IOException {
        put("broken.core", "not an ELF file");
        assertThat(http.get("/api/info").body())
                .contains("\"store\":\"" + directory.resolve("store") + "\"", "\"storeBytes\":15", "\"host\":");
    }

    private Path put(String name, String content) throws IOException {
        return put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private Path put(String name, byte[] content) throws IOException {
        Files.createDirectories(directory.resolve("store"));
        return Files.write(directory.resolve("store").resolve(name), content);
    }

    /// Waits until the id was computed in the background.
    private String idOf(String file) throws Exception {
        while (true) {
            for (SnapshotEntry entry : workspace.snapshots()) {
                String id = entry.stored().id();
                if (entry.stored().fileName().equals(file) && id != null) {
                    return id;
                }
            }
            Thread.sleep(20);
        }
    }
}
