package io.ouroscope.snapshot;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.ouroscope.progress.Progress;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/// Snapshots compressed for transport with zstd (`NAME.core.zst`): made here, and unpacked to be read, because only an
/// uncompressed file can be mapped.
///
/// Both directions stream; what fails or is cancelled leaves no file.
public final class CompressedSnapshot {
    public static final String SUFFIX = ".zst";
    /// A window of 128 MiB (`zstd --long=27`): the most that every zstd unpacks without being asked to.
    private static final int LONG_WINDOW_LOG = 27;
    /// Left free on the disk, for whatever else runs on the machine; of a small disk a twentieth.
    private static final long DISK_RESERVE_BYTES = 256L << 20;

    private static final long CHECK_DISK_EVERY_BYTES = 16L << 20;

    private CompressedSnapshot() {}

    /// What unpacking found.
    ///
    /// @param id of the uncompressed content
    public record Unpacked(String id, long sizeBytes) {}

    public static boolean isCompressed(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    /// Unpacks `source` to `target`, with holes where its content is zero, and computes its id on the way.
    ///
    /// @param target replaced if it exists
    /// @throws SnapshotFormatException if `source` is damaged or does not fit on the disk
    public static Unpacked unpack(Path source, Path target, Progress progress) throws IOException {
        progress.stage("Unpacking " + source.getFileName(), Files.size(source));
        Path part = PrivateFiles.createPart(target);
        try {
            Unpacked unpacked = unpackTo(source, part, progress);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return unpacked;
        } catch (ZstdIOException e) {
            throw damaged(source, e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static SnapshotFormatException damaged(Path source, ZstdIOException problem) {
        if (problem.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
            return new SnapshotFormatException(
                    source + " was compressed with a window above 128 MiB; compress it again " + "with at most --long="
                            + LONG_WINDOW_LOG);
        }
        return new SnapshotFormatException(source + " cannot be unpacked (" + problem.getMessage()
                + "): the file is damaged or cut short; copy it again");
    }

    private static Unpacked unpackTo(Path source, Path part, Progress progress) throws IOException {
        FileStore disk = Files.getFileStore(part);
        ByteArrayOutputStream digests = new ByteArrayOutputStream();
        MessageDigest digest = ChunkDigests.sha256();
        byte[] chunk = new byte[ChunkDigests.CHUNK];
        long size = 0;
        long written = 0;
        long nextDiskCheck = 0;
        try (CountingInputStream counted = new CountingInputStream(Files.newInputStream(source));
                InputStream content = new ZstdInputStreamNoFinalizer(new BufferedInputStream(counted, 1 << 20));
                FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            for (int length = content.readNBytes(chunk, 0, chunk.length);
                    length > 0;
                    length = content.readNBytes(chunk, 0, chunk.length)) {
                progress.check();
                if (written >= nextDiskCheck) {
                    checkDisk(disk, source, part);
                    nextDiskCheck = written + CHECK_DISK_EVERY_BYTES;
                }
                written += SparseWriter.write(out, ByteBuffer.wrap(chunk, 0, length), size);
                digests.writeBytes(ChunkDigests.of(ByteBuffer.wrap(chunk, 0, length), digest));
                size += length;
                progress.done(counted.count());
            }
            if (out.size() < size) {
                // a hole at the end does not count
                out.write(ByteBuffer.wrap(new byte[1]), size - 1);
            }
        }
        byte[] all = digests.toByteArray();
        return new Unpacked(ChunkDigests.id(all, all.length), size);
    }

    private static void checkDisk(FileStore disk, Path source, Path part) throws IOException {
        long free = disk.getUsableSpace();
        long reserve = Math.min(DISK_RESERVE_BYTES, disk.getTotalSpace() / 20);
        if (free < reserve) {
            throw new SnapshotFormatException("The disk of " + part.getParent() + " is full: " + source
                    + " was not unpacked. Only " + (free >> 20) + " MiB are free, and " + (reserve >> 20)
                    + " MiB are left alone; make room, or set XDG_CACHE_HOME to a larger disk");
        }
    }

    /// Compresses `source` to `target`.
    ///
    /// @param level of zstd, 1 (fast) to 22 (small)
    /// @param target replaced if it exists
    public static void compress(Path source, Path target, int level, Progress progress) throws IOException {
        progress.stage("Compressing " + source.getFileName(), Files.size(source));
        Path part = PrivateFiles.createPart(target);
        try {
            try (InputStream in = Files.newInputStream(source);
                    OutputStream file = Files.newOutputStream(part);
                    ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(file, level)) {
                out.setLong(LONG_WINDOW_LOG);
                out.setChecksum(true);
                out.setWorkers(Runtime.getRuntime().availableProcessors());
                copy(in, out, progress);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copy(InputStream in, OutputStream out, Progress progress) throws IOException {
        byte[] buffer = new byte[1 << 20];
        long done = 0;
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            progress.check();
            out.write(buffer, 0, length);
            done += length;
            progress.done(done);
        }
    }
}
