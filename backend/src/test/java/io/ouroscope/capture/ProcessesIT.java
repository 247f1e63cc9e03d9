package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProcessesIT {
    private static final String PARENT = """
            import subprocess, sys, time
            # a shell in between: the nearest listed ancestor is not the parent
            child = subprocess.Popen(["sh", "-c", f"'{sys.executable}' -m this.module.is.not.there; '{sys.executable}' -c "
                                      "'print(\\"CHILD\\", flush=True); import time; time.sleep(600)'; true"],
                                     stderr=subprocess.DEVNULL)
            print("READY")
            child.wait()
            """;

    @TempDir
    Path directory;

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @BeforeEach
    void needs() {
        Requirements.needCapture();
    }

    private static Optional<PythonProcess> find(int pid) {
        return Processes.list().stream().filter(each -> each.pid() == pid).findFirst();
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void aRunningInterpreterIsListedWithItsExactVersion(Interpreter python) {
        Instant before = Instant.now().minusSeconds(5);
        try (LivePython live =
                LivePython.start(python.path(), directory, "import time; print('READY'); time.sleep(600)")) {
            live.awaitLine("READY");
            PythonProcess process = find(live.pid()).orElseThrow();
            assertThat(process.pythonVersion()).isEqualTo(python.version());
            assertThat(process.name()).startsWith("live").endsWith(".py");
            assertThat(process.rssBytes()).isGreaterThan(1_000_000);
            assertThat(process.threads()).isEqualTo(1);
            assertThat(process.capturable())
                    .as(String.valueOf(process.problem()))
                    .isTrue();
            assertThat(process.user()).isEqualTo(System.getProperty("user.name"));
            assertThat(Objects.requireNonNull(process.startedAt()))
                    .isBetween(before, Instant.now().plusSeconds(5));
        }
    }

    @Test
    void aRenamedInterpreterIsStillFoundAndOtherProgramsAreNot() throws Exception {
        Path python = Interpreters.present().get(0).path().toRealPath();
        Path renamed = directory.resolve("my-service");
        Files.copy(python, renamed);
        Files.setPosixFilePermissions(renamed, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = Objects.requireNonNull(
                Objects.requireNonNull(python.getParent()).getParent());
        try (LivePython live = LivePython.start(
                        List.of(
                                renamed.toString(),
                                "-S",
                                "-c",
                                "print('READY', flush=True); import time; time.sleep(600)"),
                        directory,
                        Map.of("PYTHONHOME", home.toString()));
                LivePython other = LivePython.start(List.of("sleep", "600"), directory, Map.of())) {
            live.awaitLine("READY");
            assertThat(find(live.pid())).isPresent();
            assertThat(find(live.pid()).orElseThrow().name()).isEqualTo("my-service");
            assertThat(find(other.pid())).isEmpty();
        }
    }

    @Test
    void aGrandchildHangsUnderItsNearestPythonAncestor() {
        Path python = Interpreters.present().get(0).path();
        try (LivePython live = LivePython.start(python, directory, PARENT)) {
            live.awaitLine("CHILD");
            List<PythonProcess> children = Processes.list().stream()
                    .filter(each -> Objects.equals(each.listedAncestor(), live.pid()))
                    .toList();
            assertThat(children).hasSize(1);
            assertThat(children.get(0).parentPid()).isNotEqualTo(live.pid());
            assertThat(children.get(0).name()).endsWith(" -c");
            ProcessHandle.of(children.get(0).pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void processesThatComeAndGoDoNotDisturbTheList() throws Exception {
        Process storm = new ProcessBuilder("sh", "-c", "while :; do sh -c true; done").start();
        try {
            IntStream.range(0, 30).forEach(i -> assertThat(Processes.list()).isNotNull());
        } finally {
            storm.destroyForcibly().waitFor();
        }
    }
}
