package io.ouroscope.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a file from its beginning to its end, leaving holes where whole pages are zero.
final class SparseWriter implements Closeable {
    private static final int PAGE = 4096;

    private final FileChannel channel;
    private long position;
    private long writtenBytes;

    /// @param file exists and is empty
    SparseWriter(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    /// Bytes that took space on the disk.
    long writtenBytes() {
        return writtenBytes;
    }

    void append(byte[] bytes, int length) throws IOException {
        int at = 0;
        while (at < length) {
            int dataEnd = at;
            while (dataEnd < length && !isZeroPage(bytes, dataEnd, length)) {
                dataEnd = Math.min(length, dataEnd + PAGE);
            }
            if (dataEnd > at) {
                write(ByteBuffer.wrap(bytes, at, dataEnd - at), position + at);
            }
            at = dataEnd;
            while (at < length && isZeroPage(bytes, at, length)) {
                at = Math.min(length, at + PAGE);
            }
        }
        position += length;
    }

    private static boolean isZeroPage(byte[] bytes, int start, int length) {
        int end = Math.min(length, start + PAGE);
        return ChunkDigests.isZero(ByteBuffer.wrap(bytes, start, end - start));
    }

    private void write(ByteBuffer data, long at) throws IOException {
        writtenBytes += data.remaining();
        long target = at;
        while (data.hasRemaining()) {
            target += channel.write(data, target);
        }
    }

    /// Gives the file its full size, which a hole at its end does not.
    void finish() throws IOException {
        if (position > 0 && channel.size() < position) {
            channel.write(ByteBuffer.wrap(new byte[1]), position - 1);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
