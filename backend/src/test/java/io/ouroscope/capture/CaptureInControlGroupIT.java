package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Target and capturer in one control group whose memory is nearly used up, as in a container near its limit.
class CaptureInControlGroupIT {
    private static final long LIMIT_BYTES = 600L << 20;

    @TempDir
    Path directory;

    private Path group = Path.of("/none");

    @BeforeEach
    void makeGroup() throws IOException {
        Requirements.needCapture();
        group = ownGroup().resolve("ouroscope-test-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(group);
            String limit = Files.exists(group.resolve("memory.max")) ? "memory.max" : "memory.limit_in_bytes";
            Files.writeString(group.resolve(limit), Long.toString(LIMIT_BYTES));
        } catch (IOException e) {
            Files.deleteIfExists(group);
            assumeThat(false).as("control groups cannot be made here: " + e).isTrue();
        }
    }

    @AfterEach
    void removeGroup() throws Exception {
        for (int attempt = 0; attempt < 100 && Files.exists(group); attempt++) {
            for (String pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
            Thread.sleep(20);
            try {
                Files.delete(group);
            } catch (IOException e) {
                // its processes are still ending
            }
        }
    }

    /// The directory of our own memory control group.
    private static Path ownGroup() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            if (fields[1].equals("memory")) {
                return Path.of("/sys/fs/cgroup/memory" + fields[2]);
            }
        }
        return Path.of("/sys/fs/cgroup");
    }

    @Test
    void nearTheLimitTheCopyGoesToDiskAndNobodyIsKilled() throws Exception {
        Path python = Interpreters.onePerMinor(11, 12, 13).get(0).path();
        String source = """
                import time
                ballast = [bytes([i % 251 + 1]) * 1_000_000 for i in range(300)]
                print("READY")
                time.sleep(3600)
                """;
        Path script = Files.writeString(directory.resolve("near.py"), source);
        String enter = "echo $$ > '" + group + "/cgroup.procs'; exec \"$0\" \"$@\"";
        try (LivePython live = LivePython.start(
                List.of("sh", "-c", enter, python.toString(), "-u", script.toString()), directory, Map.of())) {
            live.awaitLine("READY");
            Path file = directory.resolve("near.core");
            Process capturer = new ProcessBuilder(
                            "sh",
                            "-c",
                            enter,
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CaptureOnce.class.getName(),
                            Integer.toString(live.pid()),
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(capturer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).contains("CAPTURED straight to disk");
            assertThat(live.isAlive()).isTrue();
            assertThat(Captured.note(file).threads()).hasSize(1);
        }
    }
}
