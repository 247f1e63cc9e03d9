package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Compiler;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Programs;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How Python is told in processes of every kind, and what is said of those that cannot be read. Interpreters that
/// are hard to come by are played by a program with their symbols.
class PythonDetectorIT {
    private static final Path LOADER = Path.of("/lib64/ld-linux-x86-64.so.2");

    @TempDir
    Path directory;

    @BeforeEach
    void needs() {
        Requirements.needCapture();
    }

    private static Optional<PythonProcess> listed(LivePython live) {
        return Processes.list().stream()
                .filter(each -> each.pid() == live.pid())
                .findFirst();
    }

    private CaptureException refused(LivePython live) {
        var request = new CaptureRequest(live.pid(), directory.resolve("refused.core"));
        CaptureException refusal =
                catchThrowableOfType(CaptureException.class, () -> Capture.capture(request, Progress.NONE));
        assertThat(refusal).isNotNull();
        assertThat(request.file()).doesNotExist();
        assertThat(live.isAlive()).isTrue();
        return refusal;
    }

    @Test
    void anInterpreterThatTheDynamicLoaderRunsIsFoundThoughTheProgramIsTheLoader() throws Exception {
        Requirements.need("glibc", Files.isExecutable(LOADER), "no " + LOADER);
        var python = Interpreters.present().getFirst();
        Path script = Files.writeString(
                directory.resolve("work.py"), "import time; print('READY', flush=True); time.sleep(600)");
        List<String> command = List.of(LOADER.toString(), real(python.path()), script.toString());
        Map<String, String> home = Map.of("PYTHONHOME", home(python.path()));
        try (LivePython live = LivePython.start(command, directory, home)) {
            live.awaitLine("READY");
            PythonProcess process = listed(live).orElseThrow();
            assertThat(process.pythonVersion()).isEqualTo(python.version());
            assertThat(process.name()).isEqualTo("work.py");
            assertThat(process.problem()).isNull();
            var request = new CaptureRequest(live.pid(), directory.resolve("loaded.core"));
            Capture.capture(request, Progress.NONE);
            assertThat(request.file()).isNotEmptyFile();
        }
    }

    private static String real(Path path) throws IOException {
        return path.toRealPath().toString();
    }

    private static String home(Path python) throws IOException {
        Path bin = Objects.requireNonNull(python.toRealPath().getParent());
        return Objects.requireNonNull(bin.getParent()).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "'char *PyString_FromString(void) { return 0; }', 'runs Python 2; CPython 3.8 and newer can be read.'",
        "'void pypy_main_startup(void) {}', 'runs PyPy; only CPython can be read.'",
        "'const unsigned long Py_Version = 0x030711f0;', 'runs CPython 3.7.17; 3.8 and newer can be read.'"
    })
    void otherPythonsAreListedAndRefusedInPlainWords(String symbol, String reason) throws Exception {
        Path program = Compiler.compile(
                directory,
                "service",
                "#include <unistd.h>\n" + symbol + "\nint main(void) { write(1, \"READY\\n\", 6); sleep(600); }",
                List.of("-rdynamic"));
        try (LivePython live = LivePython.start(List.of(program.toString()), directory, Map.of())) {
            live.awaitLine("READY");
            assertThat(listed(live).orElseThrow().problem()).isEqualTo("It " + reason);
            CaptureException refusal = refused(live);
            assertThat(refusal.kind()).isEqualTo(CaptureException.Kind.NOT_PYTHON);
            assertThat(refusal).hasMessage("Process " + live.pid() + " (service) " + reason);
        }
    }

    @Test
    void aRealPyPyIsRefusedAsSuch() throws Exception {
        Optional<Path> pypy = Programs.onPath("pypy3");
        Requirements.need("pypy3", pypy.isPresent(), "no pypy3 on the PATH");
        try (LivePython live = LivePython.start(
                pypy.orElseThrow(), directory, "import time; print('READY', flush=True); time.sleep(600)")) {
            live.awaitLine("READY");
            assertThat(refused(live)).hasMessageContaining("runs PyPy; only CPython can be read.");
        }
    }

    @Test
    void anInterpreterThatIsTooOldIsRefusedWithItsVersion() {
        var old = Interpreters.tooOld();
        Requirements.need("old-python", !old.isEmpty(), "no CPython older than 3.8");
        var python = old.getFirst();
        try (LivePython live = LivePython.start(
                python.path(), directory, "import time; print('READY', flush=True); time.sleep(600)")) {
            live.awaitLine("READY");
            assertThat(refused(live))
                    .hasMessageEndingWith("runs CPython " + python.version() + "; 3.8 and newer can be read.");
        }
    }

    /// A stripped program that offers no symbols runs an extension module.
    @Test
    void aProgramThatRunsExtensionModulesIsPythonWhateverItHides() throws Exception {
        Path module = Compiler.compile(
                directory, "_demo.cpython-312-x86_64-linux-gnu.so", "int demo(void) { return 0; }", List.of("-shared"));
        Path program = Compiler.compile(
                directory,
                "service",
                "#include <unistd.h>\n#include <dlfcn.h>\nint main(int argc, char **argv) {\n"
                        + "  if (dlopen(argv[1], RTLD_NOW)) write(1, \"READY\\n\", 6); sleep(600); }",
                List.of("-s", "-ldl"));
        try (LivePython live = LivePython.start(List.of(program.toString(), module.toString()), directory, Map.of())) {
            live.awaitLine("READY");
            PythonProcess process = listed(live).orElseThrow();
            assertThat(process.pythonVersion()).isEqualTo("3.12");
            assertThat(process.evidence()).isEqualTo("the name of _demo.cpython-312-x86_64-linux-gnu.so");
        }
    }

    @Test
    void aProgramThatOffersNoSymbolsIsToldByThoseItKeeps() throws Exception {
        Path program = Compiler.compile(
                directory,
                "service",
                "#include <unistd.h>\nconst unsigned long Py_Version = 0x030c07f0;\n"
                        + "int main(void) { write(1, \"READY\\n\", 6); sleep(600); }",
                List.of());
        try (LivePython live = LivePython.start(List.of(program.toString()), directory, Map.of())) {
            live.awaitLine("READY");
            assertThat(listed(live).orElseThrow().pythonVersion()).isEqualTo("3.12.7");
        }
    }

    @Test
    void aVersionNewerThanAllKnownOnesMayBeCaptured() throws Exception {
        Path program = Compiler.compile(
                directory,
                "service",
                "#include <unistd.h>\nconst unsigned long Py_Version = 0x031200f0;\n"
                        + "int main(void) { write(1, \"READY\\n\", 6); sleep(600); }",
                List.of("-rdynamic"));
        try (LivePython live = LivePython.start(List.of(program.toString()), directory, Map.of())) {
            live.awaitLine("READY");
            PythonProcess process = listed(live).orElseThrow();
            assertThat(process.pythonVersion()).isEqualTo("3.18.0");
            assertThat(process.capturable()).isTrue();
        }
    }

    @Test
    void a32BitInterpreterIsRefusedByItsSize() throws Exception {
        Path program = Files.write(directory.resolve("python3"), pausing32BitProgram());
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        boolean runs;
        try {
            Process tried = new ProcessBuilder(program.toString()).start();
            // A kernel without them may begin it and end it at once.
            runs = !tried.waitFor(500, TimeUnit.MILLISECONDS);
            tried.destroyForcibly().waitFor();
        } catch (IOException noSuchFormat) {
            runs = false;
        }
        Requirements.need("ia32", runs, "the kernel runs no 32-bit programs");
        try (LivePython live = LivePython.start(List.of(program.toString()), directory, Map.of())) {
            live.awaitStatus("Name", "python3");
            live.awaitStatus("State", "S");
            assertThat(listed(live).orElseThrow().problem())
                    .isEqualTo("It is a 32-bit program; only 64-bit ones for x86-64 can be captured.");
            assertThat(refused(live))
                    .hasMessage("Process " + live.pid() + " (python3) is a 32-bit program; only 64-bit ones for x86-64"
                            + " can be captured.");
        }
    }

    /// ELF for i386, one segment: `mov eax, 29 (pause); int 0x80; jmp` back.
    private static byte[] pausing32BitProgram() {
        int base = 0x08048000;
        int code = 52 + 32;
        ByteBuffer file = ByteBuffer.allocate(code + 9).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464c457f).put(new byte[] {1, 1, 1}).position(16);
        file.putShort((short) 2)
                .putShort((short) 3)
                .putInt(1)
                .putInt(base + code)
                .putInt(52);
        file.putInt(0)
                .putInt(0)
                .putShort((short) 52)
                .putShort((short) 32)
                .putShort((short) 1)
                .position(52);
        file.putInt(1)
                .putInt(0)
                .putInt(base)
                .putInt(base)
                .putInt(code + 9)
                .putInt(code + 9)
                .putInt(5)
                .putInt(4096);
        file.put(new byte[] {(byte) 0xb8, 29, 0, 0, 0, (byte) 0xcd, (byte) 0x80, (byte) 0xeb, (byte) 0xf7});
        return file.array();
    }
}
