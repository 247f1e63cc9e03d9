package io.ouroscope.capture;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How the user can call this program again, for hints that can be pasted into a shell.
///
/// The launcher script says where it is in the environment variable `OUROSCOPE_LAUNCHER`; without it the name is all
/// we have.
final class Launcher {
    private Launcher() {}

    /// `…/ouroscope capture PID -o FILE`, without `-o` for the default place.
    static String captureCommand(int pid, @Nullable Path file) {
        String launcher = System.getenv("OUROSCOPE_LAUNCHER");
        String command = quote(launcher == null || launcher.isBlank() ? "ouroscope" : launcher) + " capture " + pid;
        return file == null
                ? command
                : command + " -o " + quote(file.toAbsolutePath().toString());
    }

    /// `word` as one word of a POSIX shell.
    static String quote(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
