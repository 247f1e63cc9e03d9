package io.ouroscope.snapshot;

import java.util.List;
import java.util.Set;

/// The short name under which people know a Python process: its script or module rather than `python3`.
public final class ProcessName {
    /// Options of the interpreter that take the next argument.
    private static final Set<String> WITH_ARGUMENT = Set.of("-W", "-X", "--check-hash-based-pycs");

    /// Options of one letter without argument, which may stand together: `-Im`.
    private static final String FLAGS = "bBdEhiIOPqRsSuvVx";

    private ProcessName() {}

    /// `generate.py` of `python3 -u /app/generate.py`, `http.server` of `python3 -m http.server`, a title that the
    /// process gave itself as it is, else the program's name.
    ///
    /// @param executable the program, used when there are no arguments
    public static String of(List<String> commandLine, String executable) {
        if (commandLine.isEmpty() || commandLine.getFirst().isBlank()) {
            return lastPart(executable);
        }
        String program = lastPart(commandLine.getFirst());
        if (!program.startsWith("python") && !program.startsWith("pypy")) {
            boolean title = commandLine.getFirst().indexOf(' ') >= 0;
            return title ? commandLine.getFirst().strip() : program;
        }
        for (int i = 1; i < commandLine.size(); i++) {
            String argument = commandLine.get(i);
            if (WITH_ARGUMENT.contains(argument)) {
                i++;
            } else if (!argument.startsWith("-")) {
                return argument.isEmpty() ? program : lastPart(argument);
            } else if (endsFlagsWith(argument, 'c')) {
                return program + " -c";
            } else if (endsFlagsWith(argument, 'm')) {
                String joined = argument.substring(argument.indexOf('m') + 1);
                return joined.isEmpty() && i + 1 < commandLine.size() ? commandLine.get(i + 1) : joined;
            }
        }
        return program;
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
