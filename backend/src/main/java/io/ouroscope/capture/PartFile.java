package io.ouroscope.capture;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// A snapshot while it is being written: `NAME.ouroscope-XXXXXXXX.part` beside its later place, for its owner only.
///
/// It is locked as long as its writer lives, so that what a killed writer left behind can be told from what is being
/// written, and is removed by the next capture into that directory.
final class PartFile implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile(".+\\.ouroscope-[0-9a-f]{8}\\.part");

    /// Those of this process: opening and closing one of them would drop its lock (POSIX locks belong to the process).
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path destination;
    private final Path part;
    private final FileChannel channel;
    private boolean published;

    private PartFile(Path destination, Path part, FileChannel channel) {
        this.destination = destination;
        this.part = part;
        this.channel = channel;
    }

    /// Creates the file, owned by `owner`.
    static PartFile create(Path destination, FileOwner owner) throws IOException {
        if (Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(destination.toString());
        }
        Path absolute = destination.toAbsolutePath();
        while (true) {
            Path part = absolute.resolveSibling(absolute.getFileName() + ".ouroscope-"
                    + "%08x".formatted(ThreadLocalRandom.current().nextInt()) + ".part");
            OURS.add(part);
            FileChannel channel = open(part);
            if (lock(channel) && Files.exists(part)) {
                PartFile file = new PartFile(destination, part, channel);
                try {
                    owner.take(part);
                    return file;
                } catch (IOException e) {
                    file.close();
                    throw e;
                }
            }
            // a sweeping neighbour took it between creation and lock: once more under another name
            channel.close();
            Files.deleteIfExists(part);
            OURS.remove(part);
        }
    }

    /// False if somebody else has the lock. On a file system without locks nobody can, and nothing is ever swept.
    private static boolean lock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return true;
        }
    }

    private static FileChannel open(Path part) throws IOException {
        try {
            return FileChannel.open(
                    part,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            OURS.remove(part);
            throw e;
        }
    }

    FileChannel channel() {
        return channel;
    }

    /// Makes what was written durable and gives it its name.
    void publish() throws IOException {
        channel.force(true);
        if (Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(destination.toString());
        }
        Files.move(part, destination, StandardCopyOption.ATOMIC_MOVE);
        published = true;
        Path directory = part.getParent();
        if (directory != null) {
            try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
                entry.force(true);
            } catch (IOException e) {
                // a file system that cannot sync directories: the file itself is safe
            }
        }
    }

    /// Removes the file unless it was published.
    @Override
    public void close() throws IOException {
        try {
            if (!published) {
                Files.deleteIfExists(part);
            }
        } finally {
            channel.close();
            OURS.remove(part);
        }
    }

    /// Removes what dead writers left in `directory`.
    static void sweep(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.part")) {
            for (Path file : files) {
                if (NAME.matcher(file.getFileName().toString()).matches() && !OURS.contains(file.toAbsolutePath())) {
                    removeIfAbandoned(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // cannot be listed: then nothing is swept
        }
    }

    private static void removeIfAbandoned(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // somebody else's
        }
    }
}
