package io.ouroscope.snapshot;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Maps a file the user names, and says in words why it cannot.
final class SnapshotFile {
    private static final int ZSTD = 0xfd2fb528;
    private static final int LZ4 = 0x184d2204;
    private static final int XZ = 0x587a37fd;
    private static final int GZIP = 0x8b1f;

    private SnapshotFile() {}

    static MemorySegment map(Path file, Arena arena) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new SnapshotFormatException(
                    file + " is " + (Files.isDirectory(file) ? "a directory" : "no regular file") + ", not a snapshot");
        }
        MemorySegment bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (NoSuchFileException e) {
            throw new SnapshotFormatException(file + " does not exist");
        } catch (AccessDeniedException e) {
            throw new SnapshotFormatException(
                    file + " may not be read by this user; " + "make it readable, or run as the user it belongs to");
        }
        if (bytes.byteSize() >= 4) {
            refuseCompressed(file, Bytes.i32(bytes, 0));
        }
        return bytes;
    }

    private static void refuseCompressed(Path file, int magic) throws SnapshotFormatException {
        String command = switch (magic) {
            case ZSTD -> "zstd -d";
            case LZ4 -> "lz4 -d";
            case XZ -> "xz -d";
            default -> (magic & 0xffff) == GZIP ? "gzip -d" : "";
        };
        if (!command.isEmpty()) {
            throw new SnapshotFormatException(
                    file + " is compressed; unpack it first: " + command + " " + file.getFileName());
        }
    }
}
