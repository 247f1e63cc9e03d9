package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A live interpreter says what it has; we capture it and must find the same.
final class LiveObjectsIT {

    static List<Interpreter> interpreters() {
        return Interpreters.ofMinor(8, 9, 10, 11, 12, 13);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void objectsAreWhatTheInterpreterSaysTheyAre(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException {
        compareLive(interpreter, Map.of(), directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"malloc", "debug"})
    void theyAreFoundWithOtherAllocatorsToo(String allocator, @TempDir Path directory)
            throws IOException, CaptureException {
        for (Interpreter interpreter : Interpreters.onePerMinor(11, 12, 13)) {
            compareLive(interpreter, Map.of("PYTHONMALLOC", allocator), directory);
        }
    }

    private static void compareLive(Interpreter interpreter, Map<String, String> environment, Path directory)
            throws IOException, CaptureException {
        Requirements.needCapture();
        String script = new String(
                Objects.requireNonNull(LiveObjectsIT.class.getResourceAsStream("/live/objects.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path core = Files.createTempDirectory(directory, "capture").resolve("objects.core");
        String said;
        try (LivePython live = LivePython.start(interpreter.path(), directory, environment, script)) {
            live.awaitLine("READY");
            said = live.output();
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        try (Snapshot snapshot = Snapshot.open(core)) {
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            var wrong = new ArrayList<String>();
            int compared = 0;
            for (String line : said.split("\n")) {
                if (line.startsWith("OBJECT ")) {
                    compare(analysis, line.split(" "), wrong);
                    compared++;
                }
            }
            assertThat(compared).isGreaterThan(90);
            assertThat(wrong)
                    .as("differences from the interpreter's own account")
                    .isEmpty();
        }
    }

    /// @param said `OBJECT address type size repr`, the repr as hexadecimal UTF-8 or `-`
    private static void compare(Analysis analysis, String[] said, List<String> wrong) {
        long address = Long.decode(said[1]);
        Heap heap = analysis.process().heap();
        int node = analysis.process().census().node(address);
        String what = said[2] + " at " + said[1] + ": ";
        if (node < 0) {
            wrong.add(what + "not found");
            return;
        }
        if (analysis.state(node) != ObjectState.LIVE) {
            wrong.add(what + "is " + analysis.state(node));
        }
        String type = analysis.process().census().type(node).name();
        if (!type.equals(said[2])) {
            wrong.add(what + "type is " + type);
        }
        if (heap.sizeBytes(address) != Long.parseLong(said[3])) {
            wrong.add(what + "size is " + heap.sizeBytes(address) + ", not " + said[3]);
        }
        if (!said[4].equals("-")) {
            String repr = new String(HexFormat.of().parseHex(said[4]), StandardCharsets.UTF_8);
            String preview = Previewer.text(analysis.previewer().preview(address, 100_000));
            if (!preview.equals(repr)) {
                wrong.add(what + "reads " + preview + ", not " + repr);
            }
        }
        // 3.11 and 3.12 add 16 bytes to the size of static types for a head that they do not have.
        if (heap.memoryBytes(address) < heap.sizeBytes(address) - 16) {
            wrong.add(
                    what + "occupies " + heap.memoryBytes(address) + ", less than its size " + heap.sizeBytes(address));
        }
    }
}
