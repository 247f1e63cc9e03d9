package io.ouroscope.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Programs;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nothing that the allocator was given back is called an object: the allocator itself says so, through a hook.
///
/// The process churns through a hundred thousand objects, keeps one in a thousand, leaves cyclic garbage, and is
/// stopped while three of its threads make and drop objects. `tools/truth/churn.py` by hand does the same with
/// millions.
final class PrecisionIT {
    private static final Path TOOLS = Path.of("..", "tools", "truth");
    private static final double LEAST_PRECISION = 0.9999;
    private static final int OBJECTS = 100_000;

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    static List<Interpreter> someInterpreters() {
        return Interpreters.onePerMinor(9, 11, 13);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void freedObjectsAreNotCalledAlive(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException, InterruptedException {
        judge(interpreter, Map.of(), directory);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void norAreTheyOfTheLibrarysAllocator(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException, InterruptedException {
        judge(interpreter, Map.of("PYTHONMALLOC", "malloc"), directory);
    }

    @ParameterizedTest
    @MethodSource("someInterpreters")
    void norAreTheyOfTheDebugAllocator(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException, InterruptedException {
        judge(interpreter, Map.of("PYTHONMALLOC", "debug"), directory);
    }

    @ParameterizedTest
    @MethodSource("someInterpreters")
    void norAreTheyInAForkedChild(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException, InterruptedException {
        judge(interpreter, Map.of(), directory, "fork");
    }

    private static void judge(Interpreter interpreter, Map<String, String> environment, Path directory, String... more)
            throws IOException, CaptureException, InterruptedException {
        Requirements.needCapture();
        Path hook = hook(directory);
        Path log = directory.resolve("blocks.log");
        Path core = directory.resolve("churn.core");
        List<String> command = new ArrayList<>(List.of(
                interpreter.path().toString(),
                TOOLS.resolve("churn.py").toAbsolutePath().toString(),
                hook.toString(),
                log.toString(),
                Integer.toString(OBJECTS)));
        command.addAll(Arrays.asList(more));
        List<String> said;
        try (LivePython live = LivePython.start(command, directory, environment)) {
            int pid = Integer.parseInt(live.awaitLine("READY"));
            try {
                awaitStopped(pid);
                Capture.capture(new CaptureRequest(pid, core), Progress.NONE);
                said = live.output().lines().toList();
            } finally {
                new ProcessBuilder("kill", "-KILL", Integer.toString(pid))
                        .start()
                        .waitFor();
            }
        }
        try (Snapshot snapshot = Snapshot.open(core)) {
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            PrecisionReport report = PrecisionReport.of(analysis, BlockLog.read(log));
            assertThat(report.judged(ObjectState.LIVE))
                    .as("live objects with a logged block")
                    .isGreaterThan(200);
            assertThat(report.precision(ObjectState.LIVE)).as("%s", report).isGreaterThanOrEqualTo(LEAST_PRECISION);
            assertThat(report.precision(ObjectState.GARBAGE)).as("%s", report).isGreaterThanOrEqualTo(LEAST_PRECISION);
            assertThat(PrecisionReport.states(analysis, said, "KEPT")).containsOnlyKeys("LIVE");
            assertThat(PrecisionReport.states(analysis, said, "GARBAGE")).containsOnlyKeys("GARBAGE");
        }
    }

    /// The hook as a shared library, or a skip where there is no C compiler.
    private static Path hook(Path directory) throws IOException, InterruptedException {
        Optional<Path> compiler = Programs.onPath("cc");
        Requirements.need(
                Requirements.COMPILER, compiler.isPresent(), "no cc on the PATH (apt-get install gcc libc6-dev)");
        Path library = directory.resolve("hook.so");
        Process compile = new ProcessBuilder(
                        compiler.orElseThrow().toString(),
                        "-O2",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        TOOLS.resolve("hook.c").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(compile.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compile.waitFor()).as(said).isZero();
        return library;
    }

    private static void awaitStopped(int pid) throws IOException, InterruptedException {
        Path status = Path.of("/proc", Integer.toString(pid), "status");
        for (int tries = 0; tries < 1000; tries++) {
            if (Files.readString(status).contains("State:\tT")) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("process " + pid + " did not stop");
    }
}
