package io.ouroscope.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.Programs;
import io.ouroscope.testing.Requirements;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cores that gdb's gcore makes of live interpreters, compared with what the process said of itself.
class GcoreIT {
    private static final String SCRIPT = """
            import ctypes, sys, threading, time
            data = bytes(range(256)) * 64
            threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
            print(id(data) + bytes.__basicsize__ - 1, ctypes.c_void_p.from_address(id(int) + 24).value, flush=True)
            time.sleep(600)
            """;

    @TempDir
    Path directory;

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(11, 12, 13);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void aGcoreOpensWithItsReadOnlyDataRefilled(Interpreter interpreter) throws Exception {
        Requirements.needCapture();
        Path gcore = Programs.gdb().resolveSibling("gcore");
        Path script = Files.writeString(directory.resolve("sleeper.py"), SCRIPT);
        Process process = new ProcessBuilder(interpreter.path().toString(), script.toString(), "an argument").start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String[] said = output.readLine().split(" ", -1);
            // The kernel's default: a Java process changes it and hands that down.
            Files.writeString(Path.of("/proc/" + process.pid() + "/coredump_filter"), "0x33");
            Path core = gcore(gcore, process.pid());
            try (Snapshot snapshot = Snapshot.open(core)) {
                check(snapshot, process.pid(), Long.parseLong(said[0]), Long.parseLong(said[1]));
                assertThat(snapshot.info().commandLine())
                        .containsExactly(interpreter.path().toString(), script.toString(), "an argument");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void check(Snapshot snapshot, long pid, long data, long typeName) {
        Memory memory = snapshot.memory();
        byte[] read = new byte[256 * 64];
        memory.copy(data, read, 0, read.length);
        for (int i = 0; i < read.length; i++) {
            assertThat(read[i]).isEqualTo((byte) i);
        }
        byte[] name = new byte[4];
        memory.copy(typeName, name, 0, name.length);
        assertThat(new String(name, StandardCharsets.US_ASCII)).isEqualTo("int\0");
        assertThat(snapshot.refills())
                .anySatisfy(refill -> assertThat(refill.start() <= typeName && typeName < refill.end())
                        .isTrue());
        assertThat(snapshot.info().pid()).isEqualTo(pid);
        assertThat(snapshot.info().process()).isEqualTo("sleeper.py");
        assertThat(snapshot.threads()).hasSize(2).allSatisfy(thread -> {
            assertThat(thread.registers()).isNotNull();
            assertThat(memory.isReadable(thread.registers().rsp(), 8)).isTrue();
            assertThat(memory.isReadable(thread.registers().rip(), 8)).isTrue();
        });
        assertThat(memory.regions()).extracting(Region::path).contains("[stack]", "[vdso]");
        assertThat(snapshot.problems()).isEmpty();
        assertThat(snapshot.holes())
                .allSatisfy(
                        hole -> assertThat(hole.path()).doesNotContain("python").doesNotContain(".so"));
    }

    private Path gcore(Path gcore, long pid) throws IOException, InterruptedException {
        Path log = directory.resolve("gcore.log");
        Process run = new ProcessBuilder(
                        gcore.toString(), "-o", directory.resolve("core").toString(), String.valueOf(pid))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(run.waitFor()).as(() -> "see " + log).isZero();
        return directory.resolve("core." + pid);
    }
}
