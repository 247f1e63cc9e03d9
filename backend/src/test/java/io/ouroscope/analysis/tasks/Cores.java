package io.ouroscope.analysis.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Takes the memory of a live process for a test.
final class Cores {
    private Cores() {}

    static void capture(long pid, Path core) throws IOException, InterruptedException {
        Process gdb = new ProcessBuilder(
                        Programs.gdb().toString(), "-batch", "-nx", "-p", Long.toString(pid), "-ex", "gcore " + core)
                .redirectErrorStream(true)
                .start();
        byte[] output = gdb.getInputStream().readAllBytes();
        gdb.waitFor();
        assertThat(Files.exists(core))
                .as(new String(output, java.nio.charset.StandardCharsets.UTF_8))
                .isTrue();
    }
}
