package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.discovery.Detection;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.snapshot.Snapshot;
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

/// A process that runs `live/objects.py` says what it has; it is captured, and the same must be found.
final class LiveComparison {

    /// Types to which debug builds add a field; nobody has measured those.
    private static final List<String> DEBUG_ONLY = List.of("re.Pattern");

    private LiveComparison() {}

    /// @param interpreter a command to which a script's path can be added
    /// @return what Python it was taken for
    static Detection of(List<String> interpreter, Map<String, String> environment, Path directory)
            throws IOException, CaptureException {
        return of(interpreter, environment, directory, () -> {});
    }

    /// @param beforeCapture is run when the process is ready
    static Detection of(
            List<String> interpreter, Map<String, String> environment, Path directory, Runnable beforeCapture)
            throws IOException, CaptureException {
        Requirements.needCapture();
        Path script = Files.write(Files.createTempFile(directory, "objects", ".py"), script());
        var command = new ArrayList<>(interpreter);
        command.add(script.toString());
        Path core = Files.createTempDirectory(directory, "capture").resolve("objects.core");
        String said;
        try (LivePython live = LivePython.start(command, directory, environment)) {
            live.awaitLine("READY");
            said = live.output();
            beforeCapture.run();
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        return compare(core, said);
    }

    /// The same of a process that the interpreter forks: it writes its id beside the script.
    static Detection ofChild(List<String> interpreter, Path directory) throws IOException, CaptureException {
        Requirements.needCapture();
        Path script = Files.write(Files.createTempFile(directory, "objects", ".py"), script());
        var command = new ArrayList<>(interpreter);
        command.add(script.toString());
        Path core = Files.createTempDirectory(directory, "capture").resolve("objects.core");
        try (LivePython live = LivePython.start(command, directory, Map.of())) {
            live.awaitLine("READY");
            int child = Integer.parseInt(Files.readString(Path.of(script + ".child")));
            try {
                Capture.capture(new CaptureRequest(child, core), Progress.NONE);
            } finally {
                ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
            }
            return compare(core, live.output());
        }
    }

    private static byte[] script() throws IOException {
        return Objects.requireNonNull(LiveComparison.class.getResourceAsStream("/live/objects.py"))
                .readAllBytes();
    }

    /// Compares a snapshot with what its process said.
    static Detection compare(Path core, String said) throws IOException {
        try (Snapshot snapshot = Snapshot.open(core)) {
            Analysis analysis = Analysis.run(snapshot.memory(), hints(snapshot), Progress.NONE);
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
            assertThat(analysis.process().heap().misfits().stream().map(each -> each.typeName()))
                    .as("types of another size than was measured")
                    .isSubsetOf(DEBUG_ONLY);
            assertThat(analysis.process().detection().measured()).isTrue();
            return analysis.process().detection();
        }
    }

    private static Hints hints(Snapshot snapshot) {
        return new Hints(
                snapshot.info().pythonVersion(),
                snapshot.mappings().stream().map(each -> each.path()).toList());
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
