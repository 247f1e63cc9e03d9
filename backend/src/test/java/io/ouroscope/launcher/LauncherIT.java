package io.ouroscope.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher of this checkout with the jar that this build made.
class LauncherIT {
    private static final Path LAUNCHER =
            Path.of("..", "ouroscope").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    @Test
    void theServerIsThereAtTheUrlItPrintsAndEndsOnSigterm() throws Exception {
        Process process = start("serve", "--port", "0", "--store", directory.toString());
        try (BufferedReader out = process.inputReader(UTF_8)) {
            HttpResponse<String> answer = get(out.readLine() + "api/info");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"version\"");
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theDemoShowsTheBundledSnapshots() throws Exception {
        Process process = start("demo", "--port", "0", "--store", directory.toString());
        try (BufferedReader out = process.inputReader(UTF_8)) {
            HttpResponse<String> answer = get(out.readLine() + "api/snapshots");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"demo\":true");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void aWrongCommandIsAUsageErrorOnStderrAlone() throws Exception {
        Process process = start("no-such-command");
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(process.inputReader(UTF_8).readLine()).isNull();
    }

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("stderr").toFile())
                .start();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
