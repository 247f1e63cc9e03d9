package io.ouroscope.snapshot;

import java.util.List;

/// The short name under which people know a Python process: its script or module rather than `python3`.
public final class ProcessName {

    private ProcessName() {}

    /// `generate.py` of `python3 -u /app/generate.py`, `http.server` of `python3 -m http.server`, else the program's.
    ///
    /// @param executable the program, used when there are no arguments
    public static String of(List<String> commandLine, String executable) {
        if (commandLine.isEmpty()) {
            return lastPart(executable);
        }
        String program = lastPart(commandLine.getFirst());
        if (!program.startsWith("python") && !program.startsWith("pypy")) {
            return program;
        }
        for (int i = 1; i < commandLine.size(); i++) {
            String argument = commandLine.get(i);
            if (argument.equals("-m") && i + 1 < commandLine.size()) {
                return commandLine.get(i + 1);
            }
            if (argument.equals("-c")) {
                return program + " -c";
            }
            if (argument.equals("-W") || argument.equals("-X")) {
                i++;
            } else if (!argument.startsWith("-")) {
                return lastPart(argument);
            }
        }
        return program;
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
