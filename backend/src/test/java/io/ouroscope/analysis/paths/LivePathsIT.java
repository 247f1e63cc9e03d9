package io.ouroscope.analysis.paths;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Thousands of objects of a live process have a path, and each path names its object again, on every version.
class LivePathsIT {

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void everyPathNamesItsObjectAgain(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException {
        Requirements.needCapture();
        Path core = directory.resolve("paths.core");
        String script = new String(
                Objects.requireNonNull(LivePathsIT.class.getResourceAsStream("/live/paths.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        try (LivePython live = LivePython.start(interpreter.path(), directory, script)) {
            live.awaitLine("READY");
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        var store = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        try (AnalysedSnapshot snapshot = AnalysedSnapshot.of(store, core, Progress.NONE)) {
            RoundTrip trip = RoundTrip.of(snapshot.analysis(), 11);
            assertThat(trip.tried).isGreaterThan(3_000);
            assertThat(trip.failures).isEmpty();
            int python =
                    trip.python.values().stream().mapToInt(Integer::intValue).sum();
            assertThat(python).as("of %d, words: %s", trip.tried, trip.words).isGreaterThan(trip.tried * 7 / 10);
            var evaluator = new PathEvaluator(snapshot.analysis());
            var finder = new PathFinder(snapshot.analysis());
            for (String path : List.of(
                    "__main__.root.children[7].by_key[(7, 'é\\n\\'\"')]",
                    "__main__.root.children[7].by_key[b'\\x00\\xff7'].inside",
                    "__main__.root.children[-1].by_key[-1999].left",
                    "list(__main__.root.children[7].by_key.values())[3][0]",
                    "__main__.root.space.deep[0][0][0][0]",
                    "__main__.root.function.__closure__[0].cell_contents",
                    "__main__.root.generator.gi_frame.f_locals['held']",
                    "__main__.Plain.shared['of the class']")) {
                Evaluation found = evaluator.evaluate(path);
                assertThat(found).as(path).isInstanceOf(Evaluation.Found.class);
                ObjectPath back = finder.find(((Evaluation.Found) found).object());
                assertThat(back.python()).as(path + ": " + back).isTrue();
            }
        }
    }
}
