package io.ouroscope.analysis.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/// A script of `src/test/resources/hang` that was run until it hung, with its memory and what it says of itself.
final class HungProgram implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/resources/hang");
    private static final int SECONDS_TO_HANG = 120;

    private final Snapshot snapshot;
    final PythonProcess process;
    final TaskGraph graph;
    final JsonNode truth;

    private HungProgram(Snapshot snapshot, JsonNode truth) {
        this.snapshot = snapshot;
        this.truth = truth;
        process = Discovery.discover(snapshot.memory(), Hints.NONE, Progress.NONE);
        graph = TaskGraph.build(process, Progress.NONE);
    }

    static HungProgram run(Interpreter interpreter, Path folder, String script, String... arguments)
            throws IOException, InterruptedException {
        Path truth = folder.resolve("truth.json");
        Path core = folder.resolve("core");
        var command = new ArrayList<>(List.of(
                interpreter.path().toString(),
                "-B",
                SCRIPTS.resolve(script).toAbsolutePath().toString(),
                truth.toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        Process python = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            for (int tenths = 0; !Files.exists(truth) && tenths < 10 * SECONDS_TO_HANG; tenths++) {
                assertThat(python.isAlive())
                        .as(() -> script + " ended early: " + text(output))
                        .isTrue();
                python.waitFor(100, TimeUnit.MILLISECONDS);
            }
            assertThat(truth).as("what %s says of itself", script).exists();
            Cores.capture(python.pid(), core);
        } finally {
            python.destroyForcibly().waitFor();
        }
        return new HungProgram(Snapshot.open(core), new ObjectMapper().readTree(truth.toFile()));
    }

    private static String text(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            return "(no output)";
        }
    }

    /// The task that the script calls by this name.
    long task(String name) {
        return StreamSupport.stream(truth.get("tasks").spliterator(), false)
                .filter(task -> task.get("name").asText().equals(name))
                .map(task -> address(task.get("address")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No task " + name));
    }

    static long address(JsonNode text) {
        return Long.parseUnsignedLong(text.asText().substring(2), 16);
    }

    static List<Long> addresses(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(HungProgram::address)
                .toList();
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
