package io.ouroscope.snapshot;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds on this machine the files a core names, and maps them.
///
/// The names come from the core, which may be hostile: only regular files below the system root are opened (never a
/// pipe or a device, which could block), and nothing of /proc, /sys or /dev.
final class MappedFiles {
    private static final List<String> NEVER = List.of("/proc/", "/sys/", "/dev/");
    /// What the kernel appends to the path of a file that was unlinked.
    private static final String DELETED = " (deleted)";

    private final Arena arena;
    private final @Nullable Path systemRoot;

    MappedFiles(Arena arena, @Nullable Path systemRoot) {
        this.arena = arena;
        this.systemRoot = systemRoot;
    }

    /// Where the file named `path` in the process may be here, the system root first.
    List<Path> candidates(String path) {
        String plain = path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
        List<Path> found = new ArrayList<>();
        try {
            Path file = Path.of(plain).normalize();
            if (NEVER.stream().anyMatch(file.toString()::startsWith)) {
                return found;
            }
            if (systemRoot != null) {
                addIfFile(found, systemRoot.resolve(file.toString().substring(1)));
            }
            addIfFile(found, file);
        } catch (InvalidPathException e) {
            return List.of();
        }
        return found;
    }

    private static void addIfFile(List<Path> found, Path file) {
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
            found.add(file);
        }
    }

    MemorySegment map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }
}
