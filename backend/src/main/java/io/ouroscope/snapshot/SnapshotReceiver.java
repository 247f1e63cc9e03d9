package io.ouroscope.snapshot;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.ouroscope.progress.ByteCount;
import io.ouroscope.progress.Progress;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Writes a snapshot that arrives as a stream, plain or compressed, to a file with holes where it is zero, and computes
/// its id on the way. Never holds more of it than one chunk (4 MiB) and zstd's window (at most 128 MiB).
///
/// The caller makes the file and deletes it when this fails.
public final class SnapshotReceiver {
    private static final int ELF = 0x464c457f;
    private static final int ZSTD = 0xfd2fb528;
    private static final int SKIPPABLE = 0x184d2a50;
    private static final int BUFFER = 1 << 20;

    /// Beyond it nothing is a core, but a few bytes of zstd can still say that zeros follow for years.
    private static final long LARGEST_BYTES = 16L << 40;

    /// Left free on the disk, for whatever else runs on the machine; of a small disk a twentieth.
    private static final long DISK_RESERVE_BYTES = 256L << 20;

    private static final long CHECK_DISK_EVERY_BYTES = 16L << 20;

    private final String name;
    private final Path target;
    private final Progress progress;
    private final long largestBytes;
    private final FileStore disk;

    /// What was received.
    ///
    /// @param id of the uncompressed content
    /// @param head what travelled with it ([TransportHead]), null if nothing did
    public record Received(String id, long sizeBytes, byte @Nullable [] head) {}

    /// @param name of what is received, for messages
    /// @param target an empty file
    public SnapshotReceiver(String name, Path target, Progress progress) throws IOException {
        this(name, target, progress, LARGEST_BYTES, Files.getFileStore(target));
    }

    /// @param largestBytes more uncompressed bytes are refused
    /// @param disk of the target
    SnapshotReceiver(String name, Path target, Progress progress, long largestBytes, FileStore disk) {
        this.name = name;
        this.target = target;
        this.progress = progress;
        this.largestBytes = largestBytes;
        this.disk = disk;
    }

    /// Reads `source` to its end.
    ///
    /// @throws SnapshotFormatException if it is no snapshot or damaged
    /// @throws DiskFullException if the disk cannot hold it
    public Received receive(InputStream source) throws IOException {
        var counted = new CountingInputStream(source);
        var buffered = new BufferedInputStream(counted, BUFFER);
        if (!isCompressed(buffered)) {
            return write(buffered, counted, null);
        }
        byte[] head = TransportHead.read(buffered);
        try (InputStream content = new ZstdInputStreamNoFinalizer(buffered)) {
            return write(content, counted, head);
        } catch (ZstdIOException e) {
            throw damaged(e);
        }
    }

    private boolean isCompressed(BufferedInputStream source) throws IOException {
        source.mark(4);
        ByteBuffer first = ByteBuffer.wrap(source.readNBytes(4)).order(ByteOrder.LITTLE_ENDIAN);
        source.reset();
        int magic = first.remaining() == 4 ? first.getInt() : 0;
        if (magic == ZSTD || (magic & 0xfffffff0) == SKIPPABLE) {
            return true;
        }
        if (magic != ELF) {
            String what = (magic & 0xffff) == 0x8b1f ? "compressed with gzip; unpack it first" : "no ELF core";
            throw new SnapshotFormatException(
                    name + " is " + what + ". A snapshot is an ELF core file, plain or compressed with zstd (.zst)");
        }
        return false;
    }

    private Received write(InputStream content, CountingInputStream counted, byte @Nullable [] head)
            throws IOException {
        var digests = new ByteArrayOutputStream();
        MessageDigest digest = ChunkDigests.sha256();
        byte[] chunk = new byte[ChunkDigests.CHUNK];
        long size = 0;
        long written = 0;
        long nextDiskCheck = 0;
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.WRITE)) {
            for (int length = content.readNBytes(chunk, 0, chunk.length);
                    length > 0;
                    length = content.readNBytes(chunk, 0, chunk.length)) {
                progress.check();
                if (written >= nextDiskCheck) {
                    checkDisk(size);
                    nextDiskCheck = written + CHECK_DISK_EVERY_BYTES;
                }
                written += writeSparse(out, ByteBuffer.wrap(chunk, 0, length), size);
                digests.writeBytes(ChunkDigests.of(ByteBuffer.wrap(chunk, 0, length), digest));
                size += length;
                if (size > largestBytes) {
                    throw new SnapshotFormatException(name + " would unpack to more than "
                            + ByteCount.text(largestBytes) + ", which no core file has");
                }
                progress.done(counted.count());
            }
            if (out.size() < size) {
                // a hole at the end does not count
                out.write(ByteBuffer.wrap(new byte[1]), size - 1);
            }
        }
        if (size == 0) {
            throw new SnapshotFormatException(name + " holds nothing: it is damaged or cut short; copy it again");
        }
        byte[] all = digests.toByteArray();
        return new Received(ChunkDigests.id(all, all.length), size, head);
    }

    private long writeSparse(FileChannel out, ByteBuffer bytes, long offset) throws IOException {
        try {
            return SparseWriter.write(out, bytes, offset);
        } catch (IOException e) {
            // What the C library says of ENOSPC and EDQUOT; there is no other way to tell them.
            String why = String.valueOf(e.getMessage());
            if (why.contains("No space left") || why.contains("quota")) {
                throw full(why, offset);
            }
            throw e;
        }
    }

    private void checkDisk(long received) throws IOException {
        long free = disk.getUsableSpace();
        long reserve = Math.min(DISK_RESERVE_BYTES, disk.getTotalSpace() / 20);
        if (free < reserve) {
            throw full(
                    "only " + ByteCount.text(free) + " are free, and " + ByteCount.text(reserve) + " are left alone",
                    received);
        }
    }

    /// @param received how much had come, uncompressed
    private DiskFullException full(String why, long received) {
        return new DiskFullException("The disk of " + target.getParent() + " has no room for " + name + ": " + why
                + " after " + ByteCount.text(received) + " of its content. Nothing of it was kept");
    }

    private SnapshotFormatException damaged(ZstdIOException problem) {
        if (problem.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
            return new SnapshotFormatException(name
                    + " was compressed with a window above 128 MiB; compress it again with at most --long="
                    + CompressedSnapshot.LONG_WINDOW_LOG);
        }
        return new SnapshotFormatException(name + " cannot be unpacked (" + problem.getMessage()
                + "): the file is damaged or cut short; copy it again");
    }
}
