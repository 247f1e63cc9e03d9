package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.workspace.Job;
import io.ouroscope.workspace.JobStatus;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every answer: headers, errors, files, events.
class ServerTest {
    private static Workspace workspace;
    private static Server server;
    private static RawHttp http;

    @BeforeAll
    static void start(@TempDir Path directory) {
        workspace = new Workspace(new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), List.of());
        server = Server.start(workspace, 0, List.of());
        http = new RawHttp(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
        workspace.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/s/x/overview", "/api/jobs", "/api/nothing", "/assets/app.js", "/assets/none.js"})
    void everyAnswerCarriesTheSecurityHeaders(String path) throws IOException {
        RawHttp.Answer answer = http.get(path);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self' 'sha256-")
                .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
                .doesNotContain("unsafe", "http:", "*");
    }

    @Test
    void anAnswerOfTheApiIsNeverStored() throws IOException {
        assertThat(http.get("/api/jobs").header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/s/0123/tasks/cycle/0", "/s/0123/object/0x7f00?tab=fields", "/anything"})
    void everyPathOfTheApplicationIsThePage(String path) throws IOException {
        RawHttp.Answer answer = http.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringWhitespace("text/html; charset=utf-8");
        assertThat(answer.body()).contains("<script type=\"importmap\">");
    }

    @Test
    void librariesAreServedWithoutTheirVersion() throws IOException {
        RawHttp.Answer answer = http.get("/webjars/cytoscape/dist/cytoscape.esm.min.mjs");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/javascript");
        RawHttp.Answer again =
                http.get("/webjars/cytoscape/dist/cytoscape.esm.min.mjs", "If-None-Match: " + answer.header("ETag"));
        assertThat(again.status()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../index.html",
                "/assets/..%2f..%2fetc/passwd",
                "/assets/%2e%2e/index.html",
                "/assets//app.js",
                "/webjars/../../../io/ouroscope/api/Server.class",
                "/assets/none.js",
                "/webjars/none/x.js",
                "/webjars/cytoscape/../../META-INF/MANIFEST.MF",
                "/assets/",
                "/assets/views"
            })
    void pathsThatLeadOutOfTheFilesFindNothing(String path) throws IOException {
        RawHttp.Answer answer = http.get(path);
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void anUnknownEndpointIsAProblem() throws IOException {
        RawHttp.Answer answer = http.get("/api/nothing");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body())
                .contains("\"type\":\"/problems/not-found\"", "\"status\":404", "\"detail\":\"The API has nothing");
    }

    @Test
    void aJobCanBeFollowedToItsEnd() throws IOException {
        var go = new CountDownLatch(1);
        Job job = workspace.jobs().start(JobStatus.Kind.ANALYSE, "Analysing <b>x</b>", each -> {
            each.stage("Finding objects", 10);
            go.await();
            each.done(10);
        });
        assertThat(http.get("/api/jobs").body()).contains(job.id());
        assertThat(http.get("/api/jobs/" + job.id()).body()).contains("\"state\":\"running\"", "\"kind\":\"analyse\"");
        go.countDown();
        RawHttp.Answer events = http.get("/api/jobs/" + job.id() + "/events");
        assertThat(events.header("Content-Type")).startsWith("text/event-stream");
        assertThat(events.body())
                .startsWith("event: job\ndata: {")
                .endsWith("\n\n")
                .containsOnlyOnce("\"state\":\"done\"");
    }

    @Test
    void aJobIsCancelledByDelete() throws Exception {
        Job job = workspace.jobs().start(JobStatus.Kind.CAPTURE, "Capturing", each -> {
            while (true) {
                each.check();
                Thread.onSpinWait();
            }
        });
        assertThat(http.own("DELETE", "/api/jobs/" + job.id(), "").status()).isEqualTo(200);
        assertThat(job.awaitEnd().state()).isEqualTo(JobStatus.State.CANCELLED);
    }

    @Test
    void aFailedJobSaysWhyAndWhatToDo() throws Exception {
        Job job = workspace.jobs().start(JobStatus.Kind.CAPTURE, "Capturing", each -> {
            throw new ProblemException(
                    Problem.Kind.NO_RIGHT, "No right", "Process 1 belongs to root", "sudo ouroscope capture 1");
        });
        job.awaitEnd();
        assertThat(http.get("/api/jobs/" + job.id()).body())
                .contains("\"problem\":{\"title\":\"No right\"", "\"hint\":\"sudo ouroscope capture 1\"");
    }

    @Test
    void aPortInUseIsNamed() {
        assertThatThrownBy(() -> Server.start(workspace, server.port(), List.of()))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining(String.valueOf(server.port()));
    }

    @Test
    void otherMachinesCannotConnect() throws IOException {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
        for (InetAddress address : others) {
            assertThatThrownBy(() -> new Socket(address, server.port()).close())
                    .as(address.toString())
                    .isInstanceOf(IOException.class);
        }
    }
}
