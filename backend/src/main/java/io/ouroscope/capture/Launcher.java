package io.ouroscope.capture;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How the user can call this program again, for hints that can be pasted into a shell.
///
/// Absolute, for `sudo` looks elsewhere: the launcher script beside the sources if it started us (it says where that
/// is in the system property `ouroscope.home`), else this JVM with this jar. Where neither is known the name must do.
final class Launcher {
    private Launcher() {}

    /// `…/ouroscope capture PID -o FILE`, without `-o` for the default place.
    static String captureCommand(int pid, @Nullable Path file) {
        String command = program() + " capture " + pid;
        return file == null
                ? command
                : command + " -o " + ShellWords.quote(file.toAbsolutePath().toString());
    }

    private static String program() {
        String home = System.getProperty("ouroscope.home", "");
        Path script = Path.of(home, "ouroscope").toAbsolutePath();
        if (!home.isEmpty() && Files.isExecutable(script)) {
            return ShellWords.quote(script.toString());
        }
        String jar = System.getProperty("java.class.path", "");
        if (jar.endsWith(".jar") && !jar.contains(":")) {
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            return ShellWords.quote(java.toString()) + " -jar "
                    + ShellWords.quote(Path.of(jar).toAbsolutePath().toString());
        }
        return "ouroscope";
    }
}
