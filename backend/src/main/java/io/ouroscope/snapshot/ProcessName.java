package io.ouroscope.snapshot;

import java.util.List;
import java.util.Set;

/// The short name under which people know a Python process: its script or module rather than `python3`.
public final class ProcessName {
    /// Options of the interpreter that take the next argument.
    private static final Set<String> WITH_ARGUMENT = Set.of("-W", "-X", "--check-hash-based-pycs");

    /// Options of one letter without argument, which may stand together: `-Im`.
    private static final String FLAGS = "bBdEhiIOPqRsSuvVx";

    /// Options of the dynamic loader that take the next argument (ld.so(8)).
    private static final Set<String> OF_LOADER = Set.of(
            "--argv0",
            "--audit",
            "--glibc-hwcaps-mask",
            "--glibc-hwcaps-prepend",
            "--inhibit-rpath",
            "--library-path",
            "--preload");

    private ProcessName() {}

    /// `generate.py` of `python3 -u /app/generate.py`, `http.server` of `python3 -m http.server`, a title that the
    /// process gave itself as it is, else the program's name.
    ///
    /// @param executable the program, used when there are no arguments
    public static String of(List<String> commandLine, String executable) {
        if (commandLine.isEmpty() || commandLine.getFirst().isBlank()) {
            return lastPart(executable);
        }
        List<String> line = withoutLoader(commandLine);
        String program = lastPart(line.getFirst());
        if (!program.startsWith("python") && !program.startsWith("pypy")) {
            boolean title = line.getFirst().indexOf(' ') >= 0;
            return title ? line.getFirst().strip() : program;
        }
        for (int i = 1; i < line.size(); i++) {
            String argument = line.get(i);
            if (WITH_ARGUMENT.contains(argument)) {
                i++;
            } else if (!argument.startsWith("-")) {
                return argument.isEmpty() ? program : lastPart(argument);
            } else if (endsFlagsWith(argument, 'c')) {
                return program + " -c";
            } else if (endsFlagsWith(argument, 'm')) {
                String joined = argument.substring(argument.indexOf('m') + 1);
                return joined.isEmpty() && i + 1 < line.size() ? line.get(i + 1) : joined;
            }
        }
        return program;
    }

    /// From the program on that the dynamic loader was told to run.
    private static List<String> withoutLoader(List<String> commandLine) {
        String program = lastPart(commandLine.getFirst());
        int at = program.startsWith("ld-") && program.contains(".so") ? 1 : 0;
        while (at > 0 && at < commandLine.size() && commandLine.get(at).startsWith("--")) {
            at += OF_LOADER.contains(commandLine.get(at)) ? 2 : 1;
        }
        return at < commandLine.size() ? commandLine.subList(at, commandLine.size()) : commandLine;
    }

    /// Whether `option` is `letter`, alone or behind flags; what follows the letter is its argument.
    private static boolean endsFlagsWith(String option, char letter) {
        int at = option.indexOf(letter, 1);
        return at > 0 && option.substring(1, at).chars().allMatch(flag -> FLAGS.indexOf(flag) >= 0);
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
