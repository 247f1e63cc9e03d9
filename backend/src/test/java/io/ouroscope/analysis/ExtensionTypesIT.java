package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.ReferenceAccounting.Verdict;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real extension packages, in every interpreter here that has them: what they made, they say, and we find.
final class ExtensionTypesIT {

    @Test
    void numpysArraysAreAsTheySay(@TempDir Path directory) throws IOException, CaptureException {
        for (Interpreter interpreter : having("numpy")) {
            ExtensionTypes types = compare(interpreter, "numpy", directory);
            assertThat(types.arrays).isGreaterThanOrEqualTo(27);
            assertThat(types.scalars).isEqualTo(20);
            assertThat(types.wrong).isEmpty();
            assertThat(types.overlaps).as("bytes that two objects count").isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lxml", "uvloop", "aiohttp", "grpc", "pandas"})
    void everyObjectAndReferenceOfAPackageIsFound(String name, @TempDir Path directory)
            throws IOException, CaptureException {
        for (Interpreter interpreter : having(name)) {
            ExtensionTypes types = compare(interpreter, name, directory);
            assertThat(types.compared).isGreaterThan(50);
            assertThat(types.wrong).as(types.summary()).isEmpty();
            assertThat(types.foundConservatively)
                    .as("references nobody described")
                    .isGreaterThan(20);
            assertThat(types.precision.get(Verdict.CONFIRMED).fraction())
                    .as("of confirmed references are references: " + types.summary())
                    .isGreaterThanOrEqualTo(0.99);
            assertThat(types.precision.get(Verdict.BORROWED).told)
                    .as("references said to be borrowed: " + types.summary())
                    .isZero();
        }
    }

    /// A greenlet keeps what it refers to in a C++ object of its own behind one pointer: out of reach.
    @Test
    void ofGreenletsOnlyWhatTheyKeepElsewhereIsMissing(@TempDir Path directory) throws IOException, CaptureException {
        for (Interpreter interpreter : having("greenlet")) {
            ExtensionTypes types = compare(interpreter, "greenlet", directory);
            assertThat(types.compared).isGreaterThan(8);
            assertThat(types.missed).isSubsetOf(Set.of("greenlet.greenlet", "greenlet._greenlet.greenlet"));
            assertThat(types.wrong).allMatch(text -> text.contains("reference to "));
        }
    }

    private static List<Interpreter> having(String name) {
        List<Interpreter> having = Interpreters.present().stream()
                .filter(interpreter -> canImport(interpreter, name))
                .toList();
        Requirements.need(
                name.equals("pandas") ? Requirements.PANDAS : Requirements.EXTENSIONS,
                !having.isEmpty(),
                "no interpreter here can import " + name + " (Debian: apt-get install python3-" + name + ")");
        return having;
    }

    private static boolean canImport(Interpreter interpreter, String name) {
        try {
            return new ProcessBuilder(interpreter.path().toString(), "-I", "-c", "import " + name)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException gone) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ExtensionTypes compare(Interpreter interpreter, String name, Path directory)
            throws IOException, CaptureException {
        Requirements.needCapture();
        String script = new String(
                Objects.requireNonNull(ExtensionTypesIT.class.getResourceAsStream("/live/extension_types.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path core = Files.createTempDirectory(directory, "capture").resolve("extension.core");
        String said;
        try (LivePython live = LivePython.start(interpreter.path(), directory, script, name)) {
            live.awaitLine("READY");
            said = live.output();
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        assertThat(said).contains("PACKAGE " + name);
        try (Snapshot snapshot = Snapshot.open(core)) {
            return new ExtensionTypes(Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE), said);
        }
    }
}
