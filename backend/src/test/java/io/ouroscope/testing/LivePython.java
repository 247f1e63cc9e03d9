package io.ouroscope.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A live Python process for capture tests.
///
/// It is nobody's child (`setsid --fork`): the JDK waits for its own children in a way that takes the stop of a capture
/// for their end, so capture refuses those. Its output goes to a file, from which [#awaitLine] reads. It and the
/// processes that it started are killed by [#close].
public final class LivePython implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 30_000;

    private final int pid;
    private final Path output;

    private LivePython(int pid, Path output) {
        this.pid = pid;
        this.output = output;
    }

    /// Runs `source` with `python` in `directory`, where its files are left.
    public static LivePython start(Path python, Path directory, String source, String... arguments) {
        return start(python, directory, Map.of(), source, arguments);
    }

    /// The same with additional environment variables.
    public static LivePython start(
            Path python, Path directory, Map<String, String> environment, String source, String... arguments) {
        try {
            Path script = Files.createTempFile(directory, "live", ".py");
            Files.writeString(script, source);
            List<String> command = new ArrayList<>(List.of(python.toString(), "-u", script.toString()));
            command.addAll(List.of(arguments));
            return start(command, directory, environment);
        } catch (IOException e) {
            throw new AssertionError("could not start " + python, e);
        }
    }

    /// Runs any command so that it is nobody's child.
    public static LivePython start(List<String> command, Path directory, Map<String, String> environment)
            throws IOException {
        Path output = Files.createTempFile(directory, "live", ".out");
        Path pidFile = Files.createTempFile(directory, "live", ".pid");
        List<String> all = new ArrayList<>(List.of(
                "setsid",
                "--fork",
                "sh",
                "-c",
                "echo $$ > \"$0\".new; mv \"$0\".new \"$0\"; exec \"$@\"",
                pidFile.toString()));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).directory(directory.toFile());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.start();
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        String text = "";
        while (text.isBlank()) {
            pause(deadline, "no process id from " + command);
            text = Files.readString(pidFile);
        }
        return new LivePython(Integer.parseInt(text.strip()), output);
    }

    public int pid() {
        return pid;
    }

    /// What it has written so far, errors too.
    public String output() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("output of process " + pid, e);
        }
    }

    /// Waits for a finished line that begins with `beginning` and returns its rest.
    public String awaitLine(String beginning) {
        return awaitLine(beginning, PATIENCE_MILLIS);
    }

    /// The same, for at most `patienceMillis`.
    public String awaitLine(String beginning, long patienceMillis) {
        long deadline = System.nanoTime() + patienceMillis * 1_000_000;
        while (true) {
            String text = output();
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length()).strip();
                }
            }
            if (!isAlive()) {
                throw new AssertionError("process " + pid + " ended before it wrote '" + beginning + "': " + text);
            }
            pause(deadline, "process " + pid + " did not write '" + beginning + "': " + text);
        }
    }

    /// A field of its /proc/PID/status, empty if it is gone.
    public String status(String field) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith(field + ":")) {
                    return line.substring(field.length() + 1).strip();
                }
            }
        } catch (IOException e) {
            return "";
        }
        return "";
    }

    /// Waits until that field begins with `value`.
    public void awaitStatus(String field, String value) {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!status(field).startsWith(value)) {
            pause(deadline, field + " of process " + pid + " is '" + status(field) + "', not " + value);
        }
    }

    public boolean isAlive() {
        String state = status("State");
        return !state.isEmpty() && !state.startsWith("Z") && !state.startsWith("X");
    }

    /// Sends a signal by name, like `USR1`.
    public void signal(String name) {
        signal(name, Integer.toString(pid));
    }

    private static void signal(String name, String target) {
        try {
            new ProcessBuilder("kill", "-" + name, "--", target)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(long deadline, String complaint) {
        if (System.nanoTime() > deadline) {
            throw new AssertionError(complaint);
        }
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        // It leads a session of its own, whose members outlive it.
        signal("KILL", "-" + pid);
    }
}
