package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ouroscope.capture.CaptureException.Kind;
import io.ouroscope.capture.linux.MemoryLimits;
import io.ouroscope.capture.linux.Tracer;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Programs;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What can stand in the way is named, leaves nothing behind and does the target no harm.
class CaptureFailuresIT {
    private static final String SLEEPER = """
            import time
            ballast = [bytes([i % 251 + 1]) * 1_000_000 for i in range(100)]
            print("READY")
            time.sleep(3600)
            """;

    @TempDir
    Path directory;

    private Path python = Path.of("python3");

    @BeforeEach
    void needs() {
        Requirements.needCapture();
        python = Interpreters.onePerMinor(11, 12, 13).get(0).path();
    }

    private LivePython sleeper() {
        LivePython live = LivePython.start(python, directory, SLEEPER);
        live.awaitLine("READY");
        return live;
    }

    private CaptureException refused(CaptureRequest request, Progress progress) throws IOException {
        CaptureException problem =
                catchThrowableOfType(CaptureException.class, () -> Capture.capture(request, progress));
        assertThat(problem).isNotNull();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains(".core"));
        }
        return problem;
    }

    private CaptureRequest request(int pid) {
        return new CaptureRequest(pid, directory.resolve("refused.core"));
    }

    @Test
    void aProcessThatIsNotThereIsSaidToBeMissing() throws Exception {
        CaptureException problem = refused(request(Integer.MAX_VALUE - 7), Progress.NONE);
        assertThat(problem.kind()).isEqualTo(Kind.NO_SUCH_PROCESS);
        assertThat(problem).hasMessage("There is no process 2147483640.");
    }

    @Test
    void aProcessWithoutPythonIsRefused() throws Exception {
        try (LivePython sleep = LivePython.start(List.of("sleep", "600"), directory, Map.of())) {
            CaptureException problem = refused(request(sleep.pid()), Progress.NONE);
            assertThat(problem.kind()).isEqualTo(Kind.NOT_PYTHON);
            assertThat(problem).hasMessageContaining("does not run Python");
            assertThat(sleep.isAlive()).isTrue();
        }
    }

    @Test
    void aChildOfThisJavaProcessIsRefusedBecauseTheJdkWouldLoseIt() throws Exception {
        Process child = new ProcessBuilder(python.toString(), "-c", "print('READY', flush=True); input()").start();
        try {
            assertThat(child.inputReader().readLine()).isEqualTo("READY");
            CaptureException problem = refused(request((int) child.pid()), Progress.NONE);
            assertThat(problem.kind()).isEqualTo(Kind.UNSUPPORTED);
            assertThat(problem.hint()).contains("setsid --fork");
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Planning", "Setting aside", "Stopping", "Copying", "Writing"})
    void cancellingAtAnyStageLeavesNothing(String stage) throws Exception {
        try (LivePython live = sleeper()) {
            CaptureException problem = refused(request(live.pid()), new At(stage) {
                @Override
                public boolean isCancelled() {
                    return reached;
                }
            });
            assertThat(problem.kind()).isEqualTo(Kind.CANCELLED);
            live.awaitStatus("TracerPid", "0");
            live.awaitStatus("State", "S");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Setting aside", "Stopping"})
    void aProcessThatEndsMeanwhileIsSaidToHaveVanished(String stage) throws Exception {
        try (LivePython live = sleeper()) {
            CaptureException problem = refused(request(live.pid()), new At(stage) {
                @Override
                void act() {
                    live.signal("KILL");
                }
            });
            assertThat(problem.kind()).isEqualTo(Kind.VANISHED);
        }
    }

    @Test
    void aFileThatExistsIsNotTouched() throws Exception {
        try (LivePython live = sleeper()) {
            Path file = directory.resolve("mine.txt");
            Files.writeString(file, "precious");
            CaptureException problem = refused(new CaptureRequest(live.pid(), file), Progress.NONE);
            assertThat(problem.kind()).isEqualTo(Kind.ALREADY_EXISTS);
            assertThat(file).hasContent("precious");
        }
    }

    @Test
    void aDirectoryThatDoesNotExistIsNamed() throws Exception {
        try (LivePython live = sleeper()) {
            Path file = directory.resolve("no/where/a.core");
            CaptureException problem = refused(new CaptureRequest(live.pid(), file), Progress.NONE);
            assertThat(problem.kind()).isEqualTo(Kind.IO);
            assertThat(problem).hasMessageContaining("no/where does not exist");
        }
    }

    @Test
    void aPauseThatWouldBeTooLongIsRefusedBeforeTheProcessIsStopped() throws Exception {
        try (LivePython live = sleeper()) {
            AtomicInteger stops = new AtomicInteger();
            CaptureException problem =
                    refused(new CaptureRequest(live.pid(), directory.resolve("slow.core"), 1, 0), new At("Stopping") {
                        @Override
                        void act() {
                            stops.incrementAndGet();
                        }
                    });
            assertThat(problem.kind()).isEqualTo(Kind.PAUSE_TOO_LONG);
            assertThat(problem.hint()).contains("--max-pause");
            assertThat(stops).hasValue(0);
        }
    }

    @Test
    void aPauseThatBecomesTooLongEndsAndTheProcessRunsOn() throws Exception {
        try (LivePython live = sleeper()) {
            CaptureException problem = refused(
                    new CaptureRequest(live.pid(), directory.resolve("slow.core"), 1, Long.MAX_VALUE), Progress.NONE);
            assertThat(problem.kind()).isEqualTo(Kind.PAUSE_TOO_LONG);
            assertThat(problem).hasMessageContaining("was let go");
            live.awaitStatus("TracerPid", "0");
            live.awaitStatus("State", "S");
        }
    }

    @Test
    void aFullDiskIsSaidAndNothingIsLeft() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", small.toString()))
                .as("mounting a small file system needs more rights than this test has")
                .isZero();
        try (LivePython live = sleeper()) {
            CaptureException problem = refused(new CaptureRequest(live.pid(), small.resolve("a")), Progress.NONE);
            assertThat(problem.kind()).isEqualTo(Kind.DISK_FULL);
            assertThat(problem).hasMessageContaining("was not stopped");
            // room at first, none when it comes to writing
            Files.delete(Files.createTempFile(small, "x", ""));
            run("mount", "-o", "remount,size=160m", small.toString());
            CaptureException later = refused(new CaptureRequest(live.pid(), small.resolve("a")), new At("Writing") {
                @Override
                void act() {
                    run("fallocate", "-l", "120m", small.resolve("filler").toString());
                }
            });
            assertThat(later.kind()).isEqualTo(Kind.DISK_FULL);
            assertThat(later).hasMessageContaining("is full");
            try (Stream<Path> files = Files.list(small)) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactly("filler");
            }
            live.awaitStatus("TracerPid", "0");
        } finally {
            run("umount", small.toString());
        }
    }

    @Test
    void aTracerThatIsThereAlreadyIsNamed() throws Exception {
        Path gdb = Programs.gdb();
        try (LivePython live = sleeper();
                LivePython debugger = LivePython.start(
                        List.of(
                                gdb.toString(),
                                "-nx",
                                "-q",
                                "-p",
                                Integer.toString(live.pid()),
                                "-ex",
                                "shell sleep 600"),
                        directory,
                        Map.of())) {
            live.awaitStatus("TracerPid", Integer.toString(debugger.pid()));
            CaptureException problem = refused(request(live.pid()), Progress.NONE);
            assertThat(problem.kind()).isEqualTo(Kind.NOT_PERMITTED);
            assertThat(problem).hasMessageContaining("already traced by gdb (" + debugger.pid() + ")");
        }
    }

    @Test
    void anotherCaptureOfTheSameProcessIsNamedAsThat() throws Exception {
        try (LivePython live = sleeper()) {
            CountDownLatch tried = new CountDownLatch(1);
            Thread other = Thread.ofPlatform()
                    .name(Rights.OWN_TRACER + live.pid())
                    .start(() -> {
                        Tracer tracer = new Tracer(live.pid());
                        tracer.stopAll(tid -> {}, () -> false);
                        try {
                            tried.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        tracer.detach();
                    });
            live.awaitStatus("State", "t");
            CaptureException problem = refused(request(live.pid()), Progress.NONE);
            tried.countDown();
            other.join();
            assertThat(problem.kind()).isEqualTo(Kind.NOT_PERMITTED);
            assertThat(problem).hasMessageContaining("Ouroscope is capturing it already");
        }
    }

    @Test
    void aDirectoryIsNoPlaceForTheBytesOfASnapshot() throws Exception {
        try (LivePython live = sleeper()) {
            CaptureException root = refused(new CaptureRequest(live.pid(), Path.of("/")), Progress.NONE);
            assertThat(root).hasMessage("/ is a directory.");
            Path file = Files.writeString(directory.resolve("plain"), "");
            CaptureException below = refused(new CaptureRequest(live.pid(), file.resolve("x.snapshot")), Progress.NONE);
            assertThat(below).hasMessage(file + " is not a directory.");
        }
    }

    @Test
    void withoutRightsTheMissingOneAndTheCommandAreNamed() throws Exception {
        assumeThat(ProcessHandle.current().info().user())
                .as("needs root, to become somebody else")
                .contains("root");
        Path home = Files.createTempDirectory("ouroscope-nobody");
        try (LivePython live = sleeper()) {
            String classes = copyClasses(home);
            run("chmod", "-R", "a+rX", home.toString());
            Process capturer = new ProcessBuilder(
                            "setpriv",
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            java(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-Djava.io.tmpdir=/tmp",
                            "-cp",
                            classes,
                            CaptureOnce.class.getName(),
                            Integer.toString(live.pid()),
                            "/tmp/ouroscope it's.core")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(capturer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said)
                    .contains("NOT_PERMITTED")
                    .contains("It belongs to root, and nobody lacks the capability CAP_SYS_PTRACE")
                    .contains("sudo ouroscope capture " + live.pid() + " -o '/tmp/ouroscope it'\\''s.core'");
            assertThat(live.isAlive()).isTrue();
        } finally {
            run("rm", "-rf", home.toString());
        }
    }

    /// Class path and JVM may lie where nobody else may look: copies of the classes, and the JVM if it can be run.
    private static String copyClasses(Path home) {
        StringBuilder path = new StringBuilder();
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path copy = home.resolve("entry" + number++ + (entry.endsWith(".jar") ? ".jar" : ""));
            if (Files.exists(Path.of(entry)) && run("cp", "-r", entry, copy.toString()) == 0) {
                path.append(copy).append(':');
            }
        }
        return path.toString();
    }

    private static String java() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        assumeThat(run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", java.toString(), "-version"))
                .as("the JVM in " + java + " may not be run by others")
                .isZero();
        return java.toString();
    }

    @Test
    void underSudoTheFileBelongsToWhomeverCalled() throws Exception {
        assumeThat(ProcessHandle.current().info().user())
                .as("needs root, to give a file away")
                .contains("root");
        try (LivePython live = sleeper()) {
            Path file = directory.resolve("sudo.core");
            FileOwner caller = FileOwner.of(Map.of("SUDO_UID", "65534", "SUDO_GID", "65533"));
            Capture.capture(new CaptureRequest(live.pid(), file), Progress.NONE, caller, MemoryLimits.ofMachine());
            assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(65534);
            assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(65533);
        }
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /// Does something once when a stage begins.
    private static class At implements Progress {
        private final String stage;
        volatile boolean reached;

        At(String stage) {
            this.stage = stage;
        }

        void act() {}

        @Override
        public void stage(String name, long totalUnits) {
            if (!reached && name.startsWith(stage)) {
                reached = true;
                act();
            }
        }

        @Override
        public void done(long units) {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    }
}
