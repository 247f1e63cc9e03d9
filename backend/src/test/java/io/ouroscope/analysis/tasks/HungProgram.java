package io.ouroscope.analysis.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/// A script of `src/test/resources/hang` that was run until it hung, with its memory and what it says of itself.
final class HungProgram implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/resources/hang");

    private final Snapshot snapshot;
    final PythonProcess process;
    final TaskGraph graph;
    final JsonNode truth;

    private HungProgram(Snapshot snapshot, JsonNode truth) {
        this.snapshot = snapshot;
        this.truth = truth;
        Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
        process = analysis.process();
        graph = analysis.tasks();
    }

    static HungProgram run(Interpreter interpreter, Path folder, String script, String... arguments)
            throws IOException, CaptureException {
        Path truth = folder.resolve("truth.json");
        Path core = folder.resolve("core");
        var command = new ArrayList<>(List.of(
                interpreter.path().toString(),
                "-B",
                SCRIPTS.resolve(script).toAbsolutePath().toString(),
                truth.toString()));
        command.addAll(List.of(arguments));
        try (LivePython python = LivePython.start(command, folder, Map.of())) {
            python.awaitLine("hung");
            Capture.capture(new CaptureRequest(python.pid(), core), Progress.NONE);
        }
        return new HungProgram(Snapshot.open(core), new ObjectMapper().readTree(truth.toFile()));
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
