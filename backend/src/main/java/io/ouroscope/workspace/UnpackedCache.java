package io.ouroscope.workspace;

import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The unpacked forms of compressed snapshots, each made once, when it is first looked at.
///
/// An entry is known by the compressed file's name, size and time, so moving the file keeps it. Usable from any number
/// of threads, and by several Ouroscopes at once: an entry appears under its name when it is whole.
public final class UnpackedCache {
    private final Path directory;
    private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

    /// @param cache the cache directory of [Directories#cache]
    public UnpackedCache(Path cache) {
        directory = cache.resolve("unpacked");
    }

    /// The file to map for `file`: itself, or its unpacked form, made if need be.
    public Path plain(Path file, Progress progress) throws IOException {
        if (!CompressedSnapshot.isCompressed(file)) {
            return file;
        }
        Path target = entry(file);
        ReentrantLock lock = locks.computeIfAbsent(target, key -> new ReentrantLock());
        lock.lock();
        try {
            if (!Files.isRegularFile(target)) {
                PrivateFiles.createDirectories(directory);
                PrivateFiles.removeAbandonedParts(directory, Instant.now());
                CompressedSnapshot.unpack(file, target, progress);
            }
            return target;
        } finally {
            lock.unlock();
        }
    }

    /// The file that would be mapped for `file`, null if it was not unpacked yet.
    @Nullable
    Path known(Path file) throws IOException {
        Path plain = CompressedSnapshot.isCompressed(file) ? entry(file) : file;
        return Files.isRegularFile(plain) ? plain : null;
    }

    /// Forgets the unpacked form of `file`; who has it mapped keeps it.
    void remove(Path file) throws IOException {
        if (CompressedSnapshot.isCompressed(file)) {
            Files.deleteIfExists(entry(file));
        }
    }

    private Path entry(Path file) throws IOException {
        FileState state = FileState.of(file);
        String name = String.valueOf(file.getFileName());
        String key = name + '\0' + state.sizeBytes() + '\0' + state.modifiedNanos();
        String stem = name.substring(0, name.length() - CompressedSnapshot.SUFFIX.length());
        return directory.resolve(digest(key).substring(0, 16) + "-" + stem);
    }

    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
