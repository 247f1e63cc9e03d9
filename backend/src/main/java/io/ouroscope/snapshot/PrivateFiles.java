package io.ouroscope.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Creates files and directories only their owner can read: a snapshot holds the secrets of the process.
public final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateFiles() {}

    /// An empty file beside `target`, mode 0600, to be written and then moved onto it. Its name ends in `.part`, which
    /// no listing shows.
    public static Path createPart(Path target) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(target + " is no file");
        }
        String prefix = "." + target.getFileName() + ".";
        return posix(directory)
                ? Files.createTempFile(directory, prefix, ".part", OWNER_ONLY)
                : Files.createTempFile(directory, prefix, ".part");
    }

    /// Creates `directory` and its parents where missing, new ones with mode 0700.
    public static void createDirectories(Path directory) throws IOException {
        if (posix(directory.toAbsolutePath().getRoot())) {
            Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
        } else {
            Files.createDirectories(directory);
        }
    }

    /// Creates the directory `file` is in, as [#createDirectories] does.
    public static void createParents(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            createDirectories(parent);
        }
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
