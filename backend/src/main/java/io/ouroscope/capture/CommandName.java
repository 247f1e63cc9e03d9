package io.ouroscope.capture;

import java.util.List;
import java.util.Set;

/// What people call a Python process, from its command line: `generate.py`, `http.server`, `gunicorn: master [app]`.
final class CommandName {
    /// Options of the interpreter that take the next argument.
    private static final Set<String> WITH_ARGUMENT = Set.of("-W", "-X", "--check-hash-based-pycs");

    private CommandName() {}

    static String of(List<String> commandLine, String kernelName) {
        if (commandLine.isEmpty() || commandLine.get(0).isBlank()) {
            return kernelName;
        }
        String program = PythonDetector.baseName(commandLine.get(0));
        if (!program.startsWith("python")) {
            // a program of its own, or a title that the process gave itself
            return commandLine.get(0).indexOf(' ') >= 0 ? commandLine.get(0).strip() : program;
        }
        for (int i = 1; i < commandLine.size(); i++) {
            String argument = commandLine.get(i);
            if (WITH_ARGUMENT.contains(argument)) {
                i++;
            } else if (!argument.startsWith("-")) {
                return PythonDetector.baseName(argument);
            } else if (argument.equals("-") || argument.startsWith("--")) {
                continue;
            } else if (argument.indexOf('c') > 0 && isFlags(argument, 'c')) {
                return program + " -c";
            } else if (argument.indexOf('m') > 0 && isFlags(argument, 'm')) {
                String rest = argument.substring(argument.indexOf('m') + 1);
                return !rest.isEmpty() || i + 1 >= commandLine.size() ? rest : commandLine.get(i + 1);
            }
        }
        return program;
    }

    /// Whether `option` is the letter `last` behind other flags without arguments, as in `-Im`.
    private static boolean isFlags(String option, char last) {
        int at = option.indexOf(last);
        return option.substring(1, at).chars().allMatch(letter -> "bBdEhiIOPqsSuvVxR".indexOf(letter) >= 0);
    }
}
