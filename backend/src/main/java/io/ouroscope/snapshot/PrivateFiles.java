package io.ouroscope.snapshot;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creates files and directories only their owner can read: a snapshot holds the secrets of the process.
public final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);

    /// As [#createPart] names them.
    private static final Pattern PART = Pattern.compile("\\..+\\.[0-9]+\\.part");

    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

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

    /// Removes the parts in `directory` that a killed process left behind: who is alive writes to its part every few
    /// seconds, or is about to move it.
    public static void removeAbandonedParts(Path directory, Instant now) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        FileTime oldest = FileTime.from(now.minus(ABANDONED_AFTER));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".*.part")) {
            for (Path file : files) {
                if (PART.matcher(String.valueOf(file.getFileName())).matches()
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                                        .compareTo(oldest)
                                < 0) {
                    Files.deleteIfExists(file);
                    LOG.info("Removed {}, which a process that was killed left behind", file);
                }
            }
        } catch (IOException | DirectoryIteratorException kept) {
            LOG.debug("Abandoned files in {} stay", directory, kept);
        }
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
