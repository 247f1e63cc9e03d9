package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Programs;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// gdb is the judge of our core files.
class CaptureWithGdbIT {
    private static final String SOURCE = """
            import ctypes, threading, time
            text = ctypes.create_string_buffer(b"only on the heap")
            for i in range(3):
                threading.Thread(target=time.sleep, args=(600,), name=f"sleeper-{i}", daemon=True).start()
            version = ctypes.pythonapi.Py_GetVersion
            version.restype = ctypes.c_void_p
            platform = ctypes.pythonapi.Py_GetCopyright
            platform.restype = ctypes.c_void_p
            time.sleep(0.2)
            print("HEAP", hex(ctypes.addressof(text)))
            print("RODATA", hex(platform()))
            time.sleep(600)
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void needs() {
        Requirements.needCapture();
    }

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 11, 12, 13);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void gdbOpensTheFileWithAllThreadsRegistersAndReadOnlyData(Interpreter python) throws Exception {
        Path gdb = Programs.gdb();
        Path file = directory.resolve("live.core");
        try (LivePython live = LivePython.start(python.path(), directory, SOURCE)) {
            String heap = live.awaitLine("HEAP");
            String readOnly = live.awaitLine("RODATA");
            CaptureResult result = Captured.capture(live.pid(), file);
            assertThat(result.threads()).isEqualTo(4);
            assertThat(result.threadsNotStopped()).isZero();

            Path program = Paths.get("/proc/" + live.pid() + "/exe").toRealPath();
            String said = gdb(
                    gdb,
                    program,
                    file,
                    "info threads",
                    "thread apply all info registers rip rsp xmm0",
                    "thread apply all bt 3",
                    "x/s " + heap,
                    "x/s " + readOnly);
            assertThat(said).contains("only on the heap").contains("Copyright (c)");
            assertThat(said).doesNotContain("Cannot access memory").doesNotContain("too small");
            CaptureNote note = Captured.note(file);
            assertThat(note.threads()).hasSize(4);
            for (CaptureNote.ThreadNote thread : note.threads()) {
                assertThat(said).contains("LWP " + thread.tid());
                assertThat(thread.stopped()).isTrue();
                assertThat(thread.state()).isEqualTo("S");
                assertThat(thread.syscall()).isNotNull();
            }
            assertThat(note.threads().get(0).tid()).isEqualTo(live.pid());
            assertThat(said.lines().filter(line -> line.matches("rip +0x[0-9a-f]+.*")))
                    .hasSize(4);
            assertThat(said.lines().filter(line -> line.startsWith("#1 "))).hasSize(4);
            assertThat(note.pythonVersion()).isEqualTo(python.version());
        }
    }

    private static String gdb(Path gdb, Path program, Path core, String... commands)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(gdb.toString(), "-q", "-nx", "-batch"));
        for (String command : commands) {
            line.add("-ex");
            line.add(command);
        }
        line.addAll(List.of("-c", core.toString(), program.toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
