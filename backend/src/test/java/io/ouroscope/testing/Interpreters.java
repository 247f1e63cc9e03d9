package io.ouroscope.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The CPython interpreters of this machine, for live tests.
///
/// Looked for in `OUROSCOPE_PYTHONS` (paths, separated by `:`), pyenv's versions, `/usr/bin` and `/usr/local/bin`;
/// each is asked once for its version. Interpreters other than CPython are left out; one that is named and does not
/// answer is an error. Free-threaded builds count where a test asks for them too.
public final class Interpreters {
    private static final String QUESTION =
            "import sys, sysconfig; print(*sys.version_info[:3], sys.implementation.name, "
                    + "bool(sysconfig.get_config_var('Py_GIL_DISABLED')), hasattr(sys, 'gettotalrefcount'))";

    private static final int OLDEST_MINOR = 8;
    private static final Path PYENV = Path.of(System.getProperty("user.home"), ".pyenv", "versions");

    private Interpreters() {}

    /// One interpreter, shown in test names as `python3.12.1 (/path)`.
    public record Interpreter(Path path, int minor, int micro, boolean freeThreaded) {
        public String version() {
            return "3." + minor + "." + micro + (freeThreaded ? "t" : "");
        }

        @Override
        public String toString() {
            return "python" + version() + " (" + path + ")";
        }
    }

    /// All that can be analysed, sorted by version, the same version in several places each time.
    public static List<Interpreter> present() {
        return withFreeThreaded().stream().filter(each -> !each.freeThreaded()).toList();
    }

    /// The same, and free-threaded builds.
    public static List<Interpreter> withFreeThreaded() {
        return Found.ALL.stream().filter(each -> each.minor() >= OLDEST_MINOR).toList();
    }

    /// Debug builds on the PATH and in `OUROSCOPE_PYTHONS`: `python3.11d`.
    public static List<Path> debugBuilds() {
        return candidates()
                .filter(path -> path.getFileName().toString().matches("python3\\.\\d+d"))
                .toList();
    }

    /// Interpreters that are refused: PyPy, Python 2, CPython older than 3.8.
    public static List<Path> unreadable() {
        var found = new ArrayList<Path>();
        Programs.onPath("pypy3").ifPresent(found::add);
        children(PYENV)
                .filter(version -> version.getFileName().toString().startsWith("2."))
                .map(version -> version.resolve("bin/python"))
                .filter(Files::isExecutable)
                .forEach(found::add);
        tooOld().forEach(each -> found.add(each.path()));
        return found;
    }

    /// Those too old to be analysed.
    public static List<Interpreter> tooOld() {
        return Found.ALL.stream().filter(each -> each.minor() < OLDEST_MINOR).toList();
    }

    /// Those of the given minors (`ofMinor(11, 12, 13)`), or a skip if there is none (a failure where `python3` is
    /// required).
    public static List<Interpreter> ofMinor(int... minors) {
        List<Interpreter> matching = present().stream()
                .filter(each -> Arrays.stream(minors).anyMatch(minor -> minor == each.minor()))
                .toList();
        Requirements.need(
                Requirements.PYTHON3,
                !matching.isEmpty(),
                "no CPython 3 with a minor of " + Arrays.toString(minors) + " among " + present());
        return matching;
    }

    /// One interpreter for each of the given minors that is present: enough for most live tests.
    public static List<Interpreter> onePerMinor(int... minors) {
        return List.copyOf(ofMinor(minors).stream()
                .collect(Collectors.toMap(
                        Interpreter::minor, each -> each, (first, second) -> second, LinkedHashMap::new))
                .values());
    }

    private static final class Found {
        static final List<Interpreter> ALL = find();

        private static List<Interpreter> find() {
            named().filter(path -> version(path).isEmpty()).findFirst().ifPresent(path -> {
                throw new IllegalStateException("OUROSCOPE_PYTHONS names " + path + ", which does not run as Python");
            });
            Map<Path, Interpreter> byFile = new LinkedHashMap<>();
            candidates().forEach(path -> ask(path).ifPresent(found -> byFile.putIfAbsent(real(path), found)));
            var sorted = new ArrayList<>(byFile.values());
            sorted.sort(Comparator.comparingInt(Interpreter::minor)
                    .thenComparingInt(Interpreter::micro)
                    .thenComparing(Interpreter::freeThreaded));
            return List.copyOf(sorted);
        }
    }

    private static Stream<Path> named() {
        String named = Objects.requireNonNullElse(System.getenv("OUROSCOPE_PYTHONS"), "");
        return Arrays.stream(named.split(":", -1))
                .filter(path -> !path.isBlank())
                .map(Path::of);
    }

    private static Stream<Path> candidates() {
        var paths = new ArrayList<>(named().toList());
        children(PYENV).map(version -> version.resolve("bin/python3")).forEach(paths::add);
        for (String directory : List.of("/usr/bin", "/usr/local/bin")) {
            children(Path.of(directory))
                    .filter(path -> path.getFileName().toString().matches("python3(\\.\\d+[dt]?)?"))
                    .forEach(paths::add);
        }
        return paths.stream().filter(Files::isExecutable);
    }

    private static Stream<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream();
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }

    private static Optional<Interpreter> ask(Path path) {
        String answer = version(path);
        String[] words = answer.split(" ", -1);
        return words.length == 6 && words[3].equals("cpython") && words[5].equals("False")
                ? Optional.of(new Interpreter(
                        path, Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[4].equals("True")))
                : Optional.empty();
    }

    /// The answer to the question, empty if there is none.
    private static String version(Path path) {
        try {
            Process process = new ProcessBuilder(path.toString(), "-I", "-c", QUESTION)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? answer : "";
        } catch (IOException broken) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
