package io.ouroscope.analysis;

import io.ouroscope.capture.CaptureException;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A live interpreter says what it has; we capture it and must find the same.
final class LiveObjectsIT {

    static List<Interpreter> interpreters() {
        return Interpreters.ofMinor(8, 9, 10, 11, 12, 13, 14, 15);
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
            LiveComparison.of(List.of(interpreter.path().toString()), Map.of("PYTHONMALLOC", allocator), directory);
        }
    }
}
