package io.ouroscope.analysis.locks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A script of `src/test/resources/hang` that hung, was captured and analysed, with what it says of itself.
record LiveProgram(AnalysedSnapshot snapshot, Threads threads, JsonNode truth) implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/resources/hang");

    static LiveProgram run(Interpreter interpreter, Path folder, String script) throws IOException, CaptureException {
        Requirements.needCapture();
        Path truth = folder.resolve("truth.json");
        Path core = folder.resolve("core");
        List<String> command = List.of(
                interpreter.path().toString(),
                "-B",
                SCRIPTS.resolve(script).toAbsolutePath().toString(),
                truth.toString());
        try (LivePython python = LivePython.start(command, folder, Map.of())) {
            python.awaitLine("hung");
            Capture.capture(new CaptureRequest(python.pid(), core), Progress.NONE);
        }
        AnalysedSnapshot snapshot = AnalysedSnapshot.ofTemporary(SnapshotStore.of(null), core, Progress.NONE);
        return new LiveProgram(snapshot, snapshot.threads(), new ObjectMapper().readTree(truth.toFile()));
    }

    static long address(JsonNode text) {
        return Long.parseUnsignedLong(text.asText().substring(2), 16);
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
