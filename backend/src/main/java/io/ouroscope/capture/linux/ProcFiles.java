package io.ouroscope.capture.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files of /proc/PID, read so that a process may vanish at any moment: what is not there is null or empty.
public final class ProcFiles {
    private ProcFiles() {}

    /// /proc/PID/`name`.
    public static Path path(int pid, String name) {
        return Path.of("/proc", Integer.toString(pid), name);
    }

    /// All of a small file, null if it cannot be read.
    public static byte @Nullable [] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return null;
        }
    }

    /// The text of a small file without the line end, empty if it cannot be read.
    public static String text(Path file) {
        byte[] bytes = bytes(file);
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    }

    /// Where a link points to, empty if it cannot be read.
    public static String link(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /// Ids of all threads, none if the process has vanished.
    public static List<Integer> threads(int pid) {
        return numbers(path(pid, "task"));
    }

    /// Ids of all processes.
    public static List<Integer> processes() {
        return numbers(Path.of("/proc"));
    }

    /// Names in `directory` that are numbers, in order.
    public static List<Integer> numbers(Path directory) {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.charAt(0) >= '0' && name.charAt(0) <= '9') {
                    numbers.add(Integer.parseInt(name));
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            // vanished while it was listed: what was seen so far
        }
        numbers.sort(null);
        return numbers;
    }

    /// The arguments of a process, empty for a kernel thread, a zombie, or none.
    public static List<String> commandLine(int pid) {
        byte[] bytes = bytes(path(pid, "cmdline"));
        if (bytes == null || bytes.length == 0) {
            return List.of();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.endsWith("\0")) {
            text = text.substring(0, text.length() - 1);
        }
        return List.of(text.split("\0", -1));
    }

    /// The mappings of a process, empty if it has none or they may not be read.
    public static List<Mapping> mappings(int pid) {
        byte[] maps = bytes(path(pid, "maps"));
        return maps == null ? List.of() : Mapping.parse(maps);
    }
}
