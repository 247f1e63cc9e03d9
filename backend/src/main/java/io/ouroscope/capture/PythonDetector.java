package io.ouroscope.capture;

import io.ouroscope.capture.PythonBinary.Kind;
import io.ouroscope.capture.linux.Mapping;
import io.ouroscope.capture.linux.ProcFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells whether a process runs Python, and which.
///
/// By the files it has mapped to be run, not those it merely reads: a libpython, else the program, else any other (an
/// interpreter that the dynamic loader was told to run, one linked into a library), else by the extension modules it
/// runs; where nothing more may be read, by its name. Files are opened through /proc, so that containers and deleted
/// files work.
final class PythonDetector {
    private static final Pattern LIBRARY = Pattern.compile("libpython3\\.(\\d+)[a-z]*\\.so[.0-9]*");
    private static final Pattern PROGRAM = Pattern.compile("python(?:3(?:\\.(\\d+))?)?[a-z]*(?:-dbg)?");
    /// An extension module: only an interpreter runs it.
    private static final Pattern EXTENSION = Pattern.compile(".*\\.cpython-3(\\d+)[a-z]*-.*\\.so");
    private static final Pattern VERSION = Pattern.compile("3\\.(\\d+).*");
    private static final String DELETED = " (deleted)";
    private static final int OLDEST_MINOR = 8;

    private PythonDetector() {}

    /// What was found.
    ///
    /// @param version like `3.11.2`, or `3.11`, null if unknown
    /// @param evidence how we know
    /// @param certain false if only a name says so
    /// @param refusal why we cannot read it, null if we can: "runs PyPy; …", to stand behind the process's name
    record Python(
            @Nullable String version,
            String evidence,
            boolean certain,
            @Nullable String refusal) {}

    /// A file that the process has mapped to be run.
    private record Program(String name, PythonBinary content) {}

    /// The Python in process `pid`, null if it runs none.
    ///
    /// @param mappings its mappings, empty if they may not be read
    static @Nullable Python detect(int pid, List<Mapping> mappings) {
        if (mappings.isEmpty()) {
            return byName(pid, null);
        }
        Python refused = null;
        Python named = null;
        for (Program program : programs(pid, mappings)) {
            Python found = of(program);
            if (found == null && program.content().kind() == Kind.OTHER_MACHINE) {
                found = byName(pid, program.content().evidence());
            }
            if (found != null && found.refusal() == null) {
                // A libpython whose file cannot be opened tells less than another file that can.
                if (program.content().kind() == Kind.CPYTHON) {
                    return found;
                }
                named = named == null ? found : named;
            } else if (refused == null) {
                refused = found;
            }
        }
        return named != null ? named : refused;
    }

    /// What is mapped to be run, likeliest first: libpythons, the program, all others.
    private static List<Program> programs(int pid, List<Mapping> mappings) {
        var libraries = new ArrayList<Program>();
        var others = new ArrayList<Program>();
        var seen = new LinkedHashSet<String>();
        for (Mapping mapping : mappings) {
            if (mapping.isExecutable() && mapping.isFileBacked() && seen.add(mapping.path())) {
                String name = baseName(mapping.path().replace(DELETED, ""));
                boolean library = name.startsWith("libpython");
                (library ? libraries : others).add(new Program(name, PythonBinary.read(file(pid, mapping))));
            }
        }
        Path program = ProcFiles.path(pid, "exe");
        libraries.add(new Program(baseName(ProcFiles.link(program).replace(DELETED, "")), PythonBinary.read(program)));
        libraries.addAll(others);
        return libraries;
    }

    private static @Nullable Python of(Program program) {
        PythonBinary content = program.content();
        String evidence = program.name() + ", " + content.evidence();
        return switch (content.kind()) {
            case CPYTHON -> cpython(program);
            case CPYTHON_2 -> new Python("2", evidence, true, "runs Python 2; CPython 3.8 and newer can be read");
            case PYPY -> new Python(null, evidence, true, "runs PyPy; only CPython can be read");
            case OTHER_MACHINE ->
                LIBRARY.matcher(program.name()).matches() ? otherMachine(null, evidence, content.evidence()) : null;
            case NONE -> {
                Matcher library = LIBRARY.matcher(program.name());
                Matcher extension = EXTENSION.matcher(program.name());
                String minor = library.matches() ? library.group(1) : extension.matches() ? extension.group(1) : null;
                yield minor == null ? null : new Python("3." + minor, "the name of " + program.name(), true, null);
            }
        };
    }

    private static Python cpython(Program program) {
        String version = program.content().version();
        String evidence = program.name() + ", " + program.content().evidence();
        if (version == null) {
            for (Pattern pattern : List.of(LIBRARY, PROGRAM)) {
                Matcher matcher = pattern.matcher(program.name());
                if (matcher.matches() && matcher.group(1) != null) {
                    version = "3." + matcher.group(1);
                    evidence = "the name of " + program.name();
                }
            }
        }
        return new Python(version, evidence, true, tooOld(version));
    }

    private static @Nullable String tooOld(@Nullable String version) {
        Matcher matcher = VERSION.matcher(version == null ? "" : version);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) < OLDEST_MINOR
                ? "runs CPython " + version + "; 3.8 and newer can be read"
                : null;
    }

    private static Python otherMachine(@Nullable String version, String evidence, String machine) {
        return new Python(version, evidence, false, "is " + machine + "; only 64-bit ones for x86-64 can be captured");
    }

    /// @param machine what the program is, if it is none for x86-64
    private static @Nullable Python byName(int pid, @Nullable String machine) {
        List<String> arguments = ProcFiles.commandLine(pid);
        for (String name : List.of(
                baseName(ProcFiles.link(ProcFiles.path(pid, "exe")).replace(DELETED, "")),
                arguments.isEmpty() ? "" : baseName(arguments.get(0)),
                ProcFiles.text(ProcFiles.path(pid, "comm")))) {
            Matcher matcher = PROGRAM.matcher(name);
            if (matcher.matches()) {
                String version = matcher.group(1) == null ? null : "3." + matcher.group(1);
                String evidence = "its name " + name + " only";
                return machine == null
                        ? new Python(version, evidence, false, null)
                        : otherMachine(version, evidence, machine);
            }
        }
        return null;
    }

    /// The mapped file as the process sees it.
    private static Path file(int pid, Mapping mapping) {
        Path exact = ProcFiles.path(
                pid, "map_files/" + Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end()));
        return Files.isReadable(exact) ? exact : Path.of("/proc/" + pid + "/root" + mapping.path());
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
