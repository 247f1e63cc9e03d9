package io.ouroscope.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A process that imported the whole standard library and made objects of nearly all its types, on every CPython that
/// is there: each type is known, and each object is what the interpreter says of it.
final class StandardLibraryIT {

    static List<Interpreter> interpreters() {
        return Interpreters.ofMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void everyTypeIsKnownAndEveryObjectIsWhatTheInterpreterSays(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException {
        Requirements.needCapture();
        String script = new String(
                Objects.requireNonNull(StandardLibraryIT.class.getResourceAsStream("/live/stdlib.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path core = directory.resolve("stdlib.core");
        Path truth = directory.resolve("truth.tsv");
        try (LivePython live = LivePython.start(interpreter.path(), directory, script, truth.toString())) {
            live.awaitLine("READY");
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        try (Snapshot snapshot = Snapshot.open(core)) {
            PythonProcess process = Discovery.discover(snapshot.memory(), Hints.NONE, Progress.NONE);
            var comparison = new StandardLibrary(process, TypesList.ofTheDocument());
            comparison.compare(truth);
            assertThat(comparison.undescribed())
                    .as("types without decoder that docs/types.md does not list as handled generically")
                    .isEmpty();
            assertThat(comparison.objects()).isGreaterThan(100_000);
            String wrong = comparison.differences().entrySet().stream()
                    .filter(each -> !each.getKey().startsWith("added ")
                            && !each.getKey().startsWith("does not follow "))
                    .map(each -> each.getValue().count + " " + each.getKey() + ": "
                            + String.join("; ", each.getValue().examples))
                    .collect(Collectors.joining("\n"));
            assertThat(wrong)
                    .as("differences from the interpreter's own account")
                    .isEmpty();
        }
    }
}
