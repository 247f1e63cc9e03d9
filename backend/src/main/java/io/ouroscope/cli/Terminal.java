package io.ouroscope.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// stderr: what is said to people while the result goes to stdout.
final class Terminal {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream stderr;
    private final boolean isTerminal;
    private boolean lineShown;

    Terminal(PrintStream stderr, boolean isTerminal) {
        this.stderr = stderr;
        this.isTerminal = isTerminal;
    }

    static Terminal stderr() {
        return new Terminal(System.err, isTerminal(2) && !"dumb".equals(System.getenv("TERM")));
    }

    boolean isTerminal() {
        return isTerminal;
    }

    /// A sentence of its own line.
    synchronized void say(String text) {
        clear();
        stderr.println(text);
    }

    /// A line that the next one replaces; only where somebody sees it.
    synchronized void show(String text) {
        if (isTerminal) {
            stderr.print(CLEAR_LINE + text);
            stderr.flush();
            lineShown = true;
        }
    }

    synchronized void clear() {
        if (lineShown) {
            stderr.print(CLEAR_LINE);
            stderr.flush();
            lineShown = false;
        }
    }

    /// Java's console tells of stdin and stdout only; the kernel names the device behind a descriptor.
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String device = Files.readSymbolicLink(link).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.console() != null && System.console().isTerminal();
        }
    }
}
