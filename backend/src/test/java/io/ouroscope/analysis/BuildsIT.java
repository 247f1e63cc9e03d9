package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.python.discovery.Detection;
import io.ouroscope.testing.Compiler;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.Programs;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Python comes in many builds: each says of its objects what we must find, and its version must be known exactly.
final class BuildsIT {
    private static final List<String> ALLOCATORS = List.of("malloc", "debug", "malloc_debug", "pymalloc_debug");

    /// Runs the file that is its argument in an interpreter of its own.
    private static final String HOST = """
            #include <Python.h>
            #include <stdio.h>
            int main(int argc, char **argv) {
                FILE *file = fopen(argv[argc - 1], "r");
                Py_Initialize();
                return PyRun_SimpleFileExFlags(file, argv[argc - 1], 1, NULL);
            }
            """;

    @TempDir
    Path directory;

    static List<Interpreter> onePerMinor() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    /// Interpreters with a `python3-config` beside them that knows how to embed them.
    static List<Interpreter> embeddable() {
        return onePerMinor().stream()
                .filter(each -> Files.isExecutable(config(each)))
                .toList();
    }

    private static Path config(Interpreter python) {
        return python.path().resolveSibling("python3-config");
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
        return output;
    }

    private static String ask(Interpreter python, String expression) throws Exception {
        return run(python.path().toString(), "-c", "import sys, sysconfig; print(" + expression + ")");
    }

    private static void isExactly(Interpreter python, Detection detection) {
        assertThat(detection.version().toString()).isEqualTo(python.version());
    }

    @ParameterizedTest
    @MethodSource("onePerMinor")
    void objectsAreFoundWhateverAllocatesThem(Interpreter python) throws Exception {
        for (String allocator : ALLOCATORS) {
            isExactly(
                    python,
                    LiveComparison.of(List.of(python.path().toString()), Map.of("PYTHONMALLOC", allocator), directory));
        }
    }

    @ParameterizedTest
    @MethodSource("embeddable")
    void anInterpreterInAProgramThatEmbedsTheLibraryIsFound(Interpreter python) throws Exception {
        String library = run(config(python).toString(), "--ldflags", "--embed");
        Detection detection = LiveComparison.of(
                List.of(host(python, library.split(" +"))), Map.of("PYTHONHOME", ask(python, "sys.prefix")), directory);
        isExactly(python, detection);
    }

    @ParameterizedTest
    @MethodSource("embeddable")
    void anInterpreterLinkedIntoAProgramIsFound(Interpreter python) throws Exception {
        Path archive = Path.of(ask(python, "sysconfig.get_config_var('LIBPL')"))
                .resolve("libpython3." + python.minor() + ".a");
        Requirements.need("libpython.a", Files.exists(archive), "no " + archive);
        String system = ask(python, "sysconfig.get_config_var('LIBS'), sysconfig.get_config_var('SYSLIBS')");
        Stream<String> libraries = Stream.of(system.split("[^-A-Za-z0-9_.]+")).filter(each -> each.startsWith("-l"));
        String[] flags = Stream.concat(
                        Stream.of("-rdynamic", "-Wl,--whole-archive", archive.toString(), "-Wl,--no-whole-archive"),
                        Stream.concat(libraries, Stream.of("-lm", "-lpthread")))
                .toArray(String[]::new);
        Detection detection = LiveComparison.of(
                List.of(host(python, flags)), Map.of("PYTHONHOME", ask(python, "sys.prefix")), directory);
        isExactly(python, detection);
    }

    private String host(Interpreter python, String... flags) throws Exception {
        String include = ask(python, "sysconfig.get_path('include')");
        String library = ask(python, "sysconfig.get_config_var('LIBDIR')");
        Stream<String> options = Stream.concat(Stream.of("-I" + include, "-Wl,-rpath," + library), Stream.of(flags));
        return Compiler.compile(directory, "host3" + python.minor(), HOST, options.toList())
                .toString();
    }

    @Test
    void strippedProgramsAndLibrariesAreEnough() throws Exception {
        Interpreter python = onePerMinor().getFirst();
        Path copy = copy(python);
        for (Path file : List.of(copy.resolve("python"), copy.resolve("lib"))) {
            try (Stream<Path> files = Files.isDirectory(file) ? Files.list(file) : Stream.of(file)) {
                for (Path each : files.toList()) {
                    run("strip", "--strip-all", each.toString());
                }
            }
        }
        isExactly(python, LiveComparison.of(List.of(copy.resolve("python").toString()), home(python, copy), directory));
    }

    @Test
    void aProgramWhoseFilesWereDeletedSinceItBeganIsFound() throws Exception {
        Interpreter python = embeddable().getLast();
        Path copy = copy(python);
        Detection detection = LiveComparison.of(
                List.of(copy.resolve("python").toString()), home(python, copy), directory, () -> deleteAll(copy));
        isExactly(python, detection);
    }

    private static void deleteAll(Path copy) {
        try (Stream<Path> files = Files.walk(copy)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// The interpreter's program and, if it has one, its library.
    private Path copy(Interpreter python) throws Exception {
        Path copy = Files.createDirectories(directory.resolve("copy"));
        Path lib = Files.createDirectories(copy.resolve("lib"));
        Path program = Path.of(ask(python, "sys.executable")).toRealPath();
        Files.copy(program, copy.resolve("python"));
        Path library = Path.of(ask(python, "sysconfig.get_config_var('LIBDIR')"))
                .resolve(ask(python, "sysconfig.get_config_var('INSTSONAME') or '-'"));
        if (Files.exists(library)) {
            Files.copy(library.toRealPath(), lib.resolve(Objects.requireNonNull(library.getFileName())));
        }
        return copy;
    }

    private static Map<String, String> home(Interpreter python, Path copy) throws Exception {
        return Map.of(
                "PYTHONHOME",
                ask(python, "sys.prefix"),
                "LD_LIBRARY_PATH",
                copy.resolve("lib").toString());
    }

    @ParameterizedTest
    @MethodSource("onePerMinor")
    void aForkedChildIsFoundAsItsParentWas(Interpreter python) throws Exception {
        Path fork = Files.writeString(directory.resolve("fork.py"), """
                import os, sys
                if os.fork():
                    # whoever asks for the process's id wants the child's
                    os.wait()
                else:
                    open(sys.argv[1] + ".child", "w").write(str(os.getpid()))
                    sys.argv = sys.argv[1:]
                    exec(compile(open(sys.argv[0]).read(), sys.argv[0], "exec"))
                """);
        isExactly(python, LiveComparison.ofChild(List.of(python.path().toString(), fork.toString()), directory));
    }

    @Test
    void debugBuildsAreFound() throws Exception {
        List<Path> debug = Interpreters.debugBuilds();
        Requirements.need("debug-python", !debug.isEmpty(), "no debug build of CPython (apt-get install python3-dbg)");
        for (Path python : debug) {
            String version = run(python.toString(), "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])");
            Detection detection = LiveComparison.of(List.of(python.toString()), Map.of(), directory);
            assertThat(detection.version().toString()).isEqualTo(version);
        }
    }

    @Test
    void aSecondLibraryThatIsOnlyLoadedDoesNotConfuse() throws Exception {
        List<Interpreter> all = embeddable();
        Requirements.need("pythons", all.size() > 1, "two CPythons with libraries are needed");
        withLibraryOf(all.getFirst(), all.getLast());
        withLibraryOf(all.getLast(), all.getFirst());
    }

    private void withLibraryOf(Interpreter other, Interpreter python) throws Exception {
        Path library = Path.of(ask(other, "sysconfig.get_config_var('LIBDIR')"))
                .resolve(ask(other, "sysconfig.get_config_var('INSTSONAME')"));
        Requirements.need("libpython", Files.exists(library), "no " + library);
        Path load = Files.writeString(directory.resolve("load.py"), """
                import ctypes, sys
                loaded = ctypes.CDLL(sys.argv[1])
                sys.argv = sys.argv[2:]
                exec(compile(open(sys.argv[0]).read(), sys.argv[0], "exec"))
                """);
        List<String> command = List.of(python.path().toString(), load.toString(), library.toString());
        isExactly(python, LiveComparison.of(command, Map.of(), directory));
    }

    @Test
    void uwsgiIsFoundThoughItIsNoPython() throws Exception {
        Optional<Path> uwsgi = Programs.onPath("uwsgi");
        boolean plugin = Files.exists(Path.of("/usr/lib/uwsgi/plugins/python3_plugin.so"));
        Requirements.need("uwsgi", uwsgi.isPresent() && plugin, "apt-get install uwsgi-core uwsgi-plugin-python3");
        Detection detection = LiveComparison.of(
                List.of(
                        uwsgi.orElseThrow().toString(),
                        "--plugin",
                        "python3",
                        "--http-socket",
                        "127.0.0.1:0",
                        "--need-app",
                        "--master",
                        "--wsgi-file"),
                Map.of(),
                directory);
        assertThat(detection.version().minor()).isPositive();
    }
}
