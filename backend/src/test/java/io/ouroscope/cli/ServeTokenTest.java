package io.ouroscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `serve` where others reach it: the token is printed once, or kept in a file.
class ServeTokenTest {
    @TempDir
    private Path directory;

    @Test
    void aFileThatIsNotThereIsMadeForItsOwnerAndKeepsItsToken() throws IOException {
        Path file = directory.resolve("new/token");
        ServeToken made = ServeToken.of(file);
        assertThat(made.text()).matches("[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ServeToken.of(file)).isEqualTo(made);
        assertThat(made.toString()).doesNotContain(made.text());
        assertThat(ServeToken.random().text()).isNotEqualTo(ServeToken.random().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "has a space in it, and is long enough", "\u00fcmlauts-are-not-ascii-0123456789"})
    void whatIsNoGoodTokenIsRefused(String text) throws IOException {
        Path file = privately(text);
        assertThatThrownBy(() -> ServeToken.of(file)).hasMessageContaining("24 to 200");
    }

    @Test
    void aFileThatOthersMayReadIsNoSecret() throws IOException {
        Path file = privately("0123456789-0123456789-0123456789");
        assertThat(ServeToken.of(file).text()).hasSize(32);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Cli refused = Cli.run("serve", "--port", "0", "--token-file", file.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.ERROR);
        assertThat(refused.err()).contains("Other users of this machine may read", "chmod 600 " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.250", "not an address"})
    void anAddressOfAnotherMachineIsNamed(String host) {
        Cli refused = Cli.run("serve", "--port", "0", "--host", host);
        assertThat(refused.code()).isEqualTo(ExitCode.ERROR);
        assertThat(refused.err()).contains("'" + host + "' is no address of this machine");
    }

    @Test
    void beyondThisMachineTheTokenIsInTheUrlAndTheRisksAreSaid() throws Exception {
        Served served = serve("--host", "0.0.0.0");
        assertThat(served.out()).matches("http://\\S+:\\d+/#key=[A-Za-z0-9_-]{43}\n");
        assertThat(served.err()).contains("It is printed this once", "is not encrypted");
        String key = served.out().strip().replaceAll(".*#key=", "");
        assertThat(served.err()).doesNotContain(key);
        assertThat(served.status("/api/info")).isEqualTo(401);
        assertThat(served.logIn(key)).isEqualTo(200);
        assertThat(served.logIn("x" + key)).isEqualTo(403);
        served.stop();
    }

    @Test
    void aTokenOfAFileIsNotPrintedAndOnThisMachineNothingIsDemanded() throws Exception {
        Path file = directory.resolve("token");
        Served served = serve("--token-file", file.toString());
        String token = Files.readString(file).strip();
        assertThat(served.out() + served.err())
                .doesNotContain(token, "not encrypted")
                .contains(file.toString());
        assertThat(served.status("/api/info")).isEqualTo(401);
        assertThat(served.logIn(token)).isEqualTo(200);
        served.stop();
        Served open = serve();
        assertThat(open.out()).matches("http://localhost:\\d+/\n");
        assertThat(open.err()).doesNotContain("token");
        assertThat(open.status("/api/info")).isEqualTo(200);
        open.stop();
    }

    private Path privately(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /// A server that runs until it is stopped.
    private record Served(
            Thread thread, Cancellation cancellation, ByteArrayOutputStream outBytes, ByteArrayOutputStream errBytes) {

        String out() {
            return outBytes.toString(StandardCharsets.UTF_8);
        }

        String err() {
            return errBytes.toString(StandardCharsets.UTF_8);
        }

        int status(String path) throws Exception {
            return send(HttpRequest.newBuilder(at(path)));
        }

        int logIn(String key) throws Exception {
            return send(HttpRequest.newBuilder(at("/api/session"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"" + key + "\"}")));
        }

        private URI at(String path) {
            return URI.create("http://localhost:" + URI.create(out().strip()).getPort() + path);
        }

        private static int send(HttpRequest.Builder request) throws Exception {
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode();
            }
        }

        void stop() throws InterruptedException {
            thread.interrupt();
            thread.join();
            cancellation.workOver();
        }
    }

    private Served serve(String... options) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(err, true, StandardCharsets.UTF_8), false);
        var cancellation = new Cancellation();
        var arguments = new ArrayList<>(List.of(
                "serve", "--port", "0", "--store", directory.resolve("store").toString()));
        arguments.addAll(List.of(options));
        Thread thread = Thread.ofPlatform()
                .daemon()
                .start(() -> Main.run(arguments, new Session(new Output(out), terminal, cancellation)));
        var served = new Served(thread, cancellation, out, err);
        while (!served.err().contains("Ctrl-C")) {
            assertThat(thread.isAlive()).as("%s", served.err()).isTrue();
            Thread.sleep(20);
        }
        return served;
    }
}
