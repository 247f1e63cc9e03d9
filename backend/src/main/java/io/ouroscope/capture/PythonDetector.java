package io.ouroscope.capture;

import io.ouroscope.capture.linux.Mapping;
import io.ouroscope.capture.linux.ProcFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells whether a process runs Python, and which.
///
/// By a libpython mapped to be run (an interpreter, or a program that embeds one; not one that merely reads the
/// file), else by the symbols of its program (static interpreters, renamed ones too), else by its name where nothing
/// more may be read. Files are opened through /proc, so that containers and deleted files work.
final class PythonDetector {
    private static final Pattern LIBRARY = Pattern.compile("libpython3\\.(\\d+)[a-z]*\\.so[.0-9]*");
    private static final Pattern PROGRAM = Pattern.compile("python(?:3(?:\\.(\\d+))?)?[a-z]*(?:-dbg)?");

    private PythonDetector() {}

    /// What was found.
    ///
    /// @param version like `3.11.2`, or `3.11`, null if unknown
    /// @param evidence how we know
    /// @param certain false if only a name says so
    /// @param supportedMachine false if it is a program for another machine than x86-64
    record Python(@Nullable String version, String evidence, boolean certain, boolean supportedMachine) {}

    /// The Python in process `pid`, null if it runs none.
    ///
    /// @param mappings its mappings, empty if they may not be read
    static @Nullable Python detect(int pid, List<Mapping> mappings) {
        if (mappings.isEmpty()) {
            return byName(pid);
        }
        for (Mapping mapping : mappings) {
            if (mapping.isExecutable() && mapping.path().contains("libpython3")) {
                Matcher matcher = LIBRARY.matcher(baseName(mapping.path().replace(" (deleted)", "")));
                if (matcher.matches()) {
                    PythonBinary library = PythonBinary.read(file(pid, mapping));
                    String name = matcher.group();
                    return library.version() != null
                            ? new Python(library.version(), name + ", " + library.evidence(), true, true)
                            : new Python("3." + matcher.group(1), "the name of " + name, true, true);
                }
            }
        }
        PythonBinary program = PythonBinary.read(ProcFiles.path(pid, "exe"));
        if (program.isPython()) {
            String name = baseName(ProcFiles.link(ProcFiles.path(pid, "exe")));
            String version = program.version();
            Matcher matcher = PROGRAM.matcher(name);
            if (version == null && matcher.matches() && matcher.group(1) != null) {
                return new Python("3." + matcher.group(1), "the name of " + name, true, true);
            }
            return new Python(version, name + ", " + program.evidence(), true, true);
        }
        if (!program.supportedMachine()) {
            Python named = byName(pid);
            return named == null ? null : new Python(named.version(), named.evidence(), false, false);
        }
        return null;
    }

    private static @Nullable Python byName(int pid) {
        List<String> arguments = ProcFiles.commandLine(pid);
        for (String name : List.of(
                baseName(ProcFiles.link(ProcFiles.path(pid, "exe"))),
                arguments.isEmpty() ? "" : baseName(arguments.get(0)),
                ProcFiles.text(ProcFiles.path(pid, "comm")))) {
            Matcher matcher = PROGRAM.matcher(name);
            if (matcher.matches()) {
                String minor = matcher.group(1);
                return new Python(minor == null ? null : "3." + minor, "its name " + name + " only", false, true);
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
