package io.ouroscope.snapshot;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.ouroscope.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/// Snapshots compressed for transport with zstd (`NAME.core.zst`): made here, and unpacked to be read, because only an
/// uncompressed file can be mapped.
///
/// Both directions stream; what fails or is cancelled leaves no file.
public final class CompressedSnapshot {
    public static final String SUFFIX = ".zst";
    /// A window of 128 MiB (`zstd --long=27`): the most that every zstd unpacks without being asked to.
    static final int LONG_WINDOW_LOG = 27;

    private static final int CHUNK = ChunkDigests.CHUNK;
    /// A frame that unpacks to one chunk of zeros.
    private static final byte[] FRAME_OF_ZEROS = Zstd.compress(new byte[CHUNK]);
    /// In chunks.
    private static final int SHORT_HOLE = 16;
    /// Somebody waits for it: fast rather than small.
    private static final int SEND_LEVEL = 3;
    private static final int MOST_WORKERS = 4;

    private CompressedSnapshot() {}

    public static boolean isCompressed(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    /// Unpacks `source` to `target`, with holes where its content is zero, and computes its id on the way.
    ///
    /// @param target replaced if it exists
    /// @throws SnapshotFormatException if `source` is damaged
    /// @throws DiskFullException if it does not fit on the disk
    public static SnapshotReceiver.Received unpack(Path source, Path target, Progress progress) throws IOException {
        progress.stage("Unpacking " + source.getFileName(), Files.size(source));
        Path part = PrivateFiles.createPart(target);
        try (InputStream packed = Files.newInputStream(source)) {
            SnapshotReceiver.Received unpacked =
                    new SnapshotReceiver(source.toString(), part, progress).receive(packed);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return unpacked;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Writes `file`, plain or compressed, to `out` as a compressed file with `head` at its beginning. Streams.
    ///
    /// What the file system knows to be a hole is neither read nor compressed: a frame of zeros is made once and
    /// written as often as there are chunks.
    ///
    /// @param head see [TransportHead]; replaces the one that a compressed file has
    public static void send(Path file, byte[] head, OutputStream out, Progress progress) throws IOException {
        out.write(TransportHead.frame(head));
        if (isCompressed(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(TransportHead.lengthIn(file));
                progress.stage("Sending " + file.getFileName(), Files.size(file));
                copy(in, out, progress);
            }
            return;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = in.size();
            progress.stage("Compressing " + file.getFileName(), size);
            BitSet data = SparseChunks.withData(file, size, CHUNK);
            // The last chunk may be shorter than the frame of zeros stands for.
            data.set((int) (size / CHUNK));
            long position = 0;
            while (position < size) {
                int chunk = (int) (position / CHUNK);
                if (data.get(chunk)) {
                    position = sendData(in, position, end(data, chunk, size), out, progress);
                } else {
                    out.write(FRAME_OF_ZEROS);
                    position += CHUNK;
                }
                progress.check();
                progress.done(Math.min(position, size));
            }
        }
    }

    /// Where the run of data that begins at `chunk` ends. Short holes belong to it: a frame each is dearer.
    private static long end(BitSet data, int chunk, long size) {
        int end = data.nextClearBit(chunk);
        for (int next = data.nextSetBit(end); next >= 0 && next - end < SHORT_HOLE; next = data.nextSetBit(end)) {
            end = data.nextClearBit(next);
        }
        return Math.min(size, (long) end * CHUNK);
    }

    private static long sendData(FileChannel in, long start, long end, OutputStream out, Progress progress)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        long position = start;
        var frame = new ZstdOutputStreamNoFinalizer(out, SEND_LEVEL);
        try {
            frame.setChecksum(true);
            frame.setWorkers(Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors()));
            while (position < end) {
                progress.check();
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
                int length = in.read(buffer, position);
                if (length < 0) {
                    throw new IOException("The file became shorter while it was sent; nothing may write to it");
                }
                frame.write(buffer.array(), 0, length);
                position += length;
                progress.done(position);
            }
        } finally {
            frame.closeWithoutClosingParentStream();
        }
        return position;
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
