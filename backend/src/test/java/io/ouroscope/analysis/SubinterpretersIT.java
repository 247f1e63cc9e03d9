package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.runtime.Interpreter;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The objects of every interpreter of a process are found, whichever interpreter's types they have.
final class SubinterpretersIT {
    private static final int INTERPRETERS = 3;

    static List<Interpreters.Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void theObjectsOfAllInterpretersAreFoundAndAlive(Interpreters.Interpreter python, @TempDir Path directory)
            throws Exception {
        Requirements.needCapture();
        String script = new String(
                Objects.requireNonNull(SubinterpretersIT.class.getResourceAsStream("/live/subinterpreters.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path core = directory.resolve("interpreters.core");
        String said;
        try (LivePython live = LivePython.start(python.path(), directory, script)) {
            live.awaitLine("READY");
            said = live.output();
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        try (Snapshot snapshot = Snapshot.open(core)) {
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            assertThat(differences(analysis, said)).isEmpty();
            List<Interpreter> found = analysis.process().runtime().interpreters();
            assertThat(found).hasSize(INTERPRETERS);
            assertThat(found.stream().map(Interpreter::modules).distinct()).hasSize(INTERPRETERS);
            assertThat(found.stream().map(Interpreter::sysDict).distinct()).hasSize(INTERPRETERS);
            assertThat(analysis.process().detection().version()).hasToString(python.version());
            var writable = new SegmentedMemory(snapshot.memory().regions().stream()
                    .filter(Region::writable)
                    .toList());
            Analysis poor = Analysis.run(writable, Hints.NONE, Progress.NONE);
            assertThat(differences(poor, said)).as("without read-only data").isEmpty();
        }
    }

    private static List<String> differences(Analysis analysis, String said) {
        var differences = new ArrayList<String>();
        int compared = 0;
        for (String line : said.split("\n")) {
            String[] words = line.split(" ", -1);
            if (!words[0].equals("OBJECT")) {
                continue;
            }
            compared++;
            long address = Long.parseLong(words[1]);
            int node = analysis.process().census().node(address);
            String type = node < 0
                    ? "nothing"
                    : analysis.process().census().type(node).name();
            long size = analysis.process().heap().sizeBytes(address);
            if (!type.equals(words[2])
                    || analysis.state(node) != ObjectState.LIVE
                    || !words[3].equals("-") && Long.parseLong(words[3]) != size) {
                differences.add(
                        line + ": " + type + ", " + size + " bytes" + (node < 0 ? "" : ", " + analysis.state(node)));
            }
        }
        assertThat(compared).isEqualTo(10 * INTERPRETERS);
        return differences;
    }
}
