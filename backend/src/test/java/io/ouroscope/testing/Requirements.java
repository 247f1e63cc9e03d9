package io.ouroscope.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/// Decides whether a test may be skipped where something it needs is missing.
///
/// On a developer's machine a test without a browser, an interpreter or the right to capture is skipped with its
/// reason. The continuous integration names what it has in the system property `ouroscope.require`
/// (`-Douroscope.require=browser,capture,python3`): there the same test fails instead, so that nothing is left out
/// unseen.
public final class Requirements {
    public static final String BROWSER = "browser";
    public static final String CAPTURE = "capture";
    public static final String PYTHON3 = "python3";
    public static final String GDB = "gdb";
    /// numpy, lxml, uvloop, greenlet, gevent, eventlet, trio, aiohttp and grpc for one of the interpreters, and a C
    /// compiler with Python's headers.
    public static final String EXTENSIONS = "extensions";
    /// A C compiler, `cc`.
    public static final String COMPILER = "cc";

    /// The right to mount a small file system in memory.
    public static final String TMPFS = "tmpfs";

    public static final String PANDAS = "pandas";

    private static final String PROPERTY = "ouroscope.require";
    private static final Path YAMA = Path.of("/proc/sys/kernel/yama/ptrace_scope");

    private Requirements() {}

    /// Goes on if `present`; else skips the test with `reason`, or fails it if `what` is required here.
    public static void need(String what, boolean present, String reason) {
        if (present) {
            return;
        }
        if (required().contains(what)) {
            fail("This test needs " + what + ", which -D" + PROPERTY + " says is here: " + reason);
        }
        throw new TestAbortedException("Skipped, needs " + what + ": " + reason);
    }

    /// Goes on if this machine lets the test capture a process of its user that is no child of ours ([LivePython]).
    public static void needCapture() {
        need(CAPTURE, System.getProperty("os.name").equals("Linux"), "capture works on Linux only");
        int level = yamaLevel();
        need(
                CAPTURE,
                level == 0 || (level < 3 && hasSysPtrace()),
                YAMA + " is " + level + ": run as root, or: sudo sysctl kernel.yama.ptrace_scope=0");
    }

    /// The names in `ouroscope.require`; empty when it is not set.
    static Set<String> required() {
        return Arrays.stream(System.getProperty(PROPERTY, "").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static int yamaLevel() {
        return Files.exists(YAMA) ? Integer.parseInt(read(YAMA).strip()) : 0;
    }

    /// Whether we have CAP_SYS_PTRACE, bit 19 of the effective capabilities (linux/capability.h).
    private static boolean hasSysPtrace() {
        return read(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("CapEff:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >>> 19 & 1) == 1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
