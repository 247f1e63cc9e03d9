package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What another site, a rebound name or a hand-made request may not do.
class GuardTest {
    private static Workspace workspace;
    private static Server server;
    private static RawHttp http;

    @BeforeAll
    static void start(@TempDir Path directory) {
        workspace = new Workspace(new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), List.of());
        server = Server.start(workspace, 0, List.of("tunnel.example", "box.example:8443"));
        http = new RawHttp(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
        workspace.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:1",
                "LOCALHOST:9000",
                "127.0.0.1",
                "127.0.0.1:7717",
                "[::1]",
                "[::1]:7717",
                "tunnel.example",
                "tunnel.example:99",
                "box.example:8443"
            })
    void thisMachineAndTheAllowedNamesAreAnswered(String host) throws IOException {
        assertThat(withHost(host, "/api/jobs").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:7717",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example#localhost",
                "localhost@evil.example",
                "0.0.0.0",
                "192.168.1.5:7717",
                "localhost.",
                "[::2]",
                "box.example",
                "box.example:8444",
                ""
            })
    void anyOtherHostIsRefusedForEverything(String host) throws IOException {
        for (String path : List.of("/", "/api/jobs", "/s/abc/overview", "/assets/app.js")) {
            RawHttp.Answer answer = withHost(host, path);
            assertThat(answer.status()).as(path).isIn(400, 403);
            assertThat(answer.body()).doesNotContain("<html lang");
        }
    }

    @Test
    void anAbsoluteTargetOfAnotherHostIsRefused() throws IOException {
        assertThat(http.send("GET", "http://evil.example/api/jobs", List.of("Host: localhost"), "")
                        .status())
                .isIn(400, 403);
    }

    @Test
    void twoHostsAreRefused() throws IOException {
        assertThat(http.send("GET", "/api/jobs", List.of("Host: localhost", "Host: evil.example"), "")
                        .status())
                .isIn(400, 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:1",
                "Origin: file://",
                "Origin: https://localhost",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void aForeignPageCanNeitherReadNorStartAnything(String header) throws IOException {
        assertThat(http.get("/api/jobs", header).status()).isEqualTo(403);
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
            List<String> headers =
                    List.of("Host: localhost:" + server.port(), header, "Content-Type: application/json");
            RawHttp.Answer answer = http.send(method, "/api/captures", headers, "{\"pid\":1}");
            assertThat(answer.status()).as(method).isEqualTo(403);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        }
        assertThat(workspace.jobs().running()).isEmpty();
    }

    @Test
    void aFormOfAnotherSiteCannotStartACapture() throws IOException {
        List<String> headers = List.of(
                "Host: localhost:" + server.port(),
                "Origin: https://evil.example",
                "Content-Type: application/x-www-form-urlencoded");
        assertThat(http.send("POST", "/api/captures", headers, "pid=1").status())
                .isEqualTo(403);
    }

    @Test
    void ourOwnPageIsLetIn() throws IOException {
        String own = "Origin: http://localhost:" + server.port();
        assertThat(http.get("/api/jobs", own, "Sec-Fetch-Site: same-origin").status())
                .isEqualTo(200);
    }

    @Test
    void aPageBehindATunnelIsLetIn() throws IOException {
        List<String> headers = List.of("Host: tunnel.example", "Origin: https://tunnel.example");
        assertThat(http.send("GET", "/api/jobs", headers, "").status()).isEqualTo(200);
    }

    @Test
    void aLinkFromAnotherSiteOpensThePageButNotTheData() throws IOException {
        String link = "Sec-Fetch-Site: cross-site";
        assertThat(http.get("/s/0123456789ab/overview", link).status()).isEqualTo(200);
        assertThat(http.get("/api/snapshots", link).status()).isEqualTo(403);
    }

    @Test
    void anAddressTypedByTheUserIsLetIn() throws IOException {
        assertThat(http.get("/api/jobs", "Sec-Fetch-Site: none").status()).isEqualTo(200);
    }

    private static RawHttp.Answer withHost(String host, String path) throws IOException {
        return http.send("GET", path, List.of("Host: " + host), "");
    }
}
