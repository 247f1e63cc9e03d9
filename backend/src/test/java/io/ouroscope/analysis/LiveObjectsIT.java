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
        LiveComparison.of(List.of(interpreter.path().toString()), Map.of(), directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"malloc", "debug"})
    void theyAreFoundWithOtherAllocatorsToo(String allocator, @TempDir Path directory)
            throws IOException, CaptureException {
        for (Interpreter interpreter : Interpreters.onePerMinor(11, 12, 13)) {
            LiveComparison.of(
                    List.of(interpreter.path().toString()), Map.of("PYTHONMALLOC", allocator), directory);
        }
    }

}
