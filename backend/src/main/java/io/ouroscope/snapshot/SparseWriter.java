package io.ouroscope.snapshot;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Writes memory into a file and leaves out what is zero there: the file has holes in these places, which read as
/// zeros and take no disk.
public final class SparseWriter {
    /// Shorter runs of zeros are written, for each hole costs the file system an extent.
    private static final int HOLE_BYTES = 16 * 1024;

    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[HOLE_BYTES]);

    private SparseWriter() {}

    /// Writes the remaining bytes of `bytes` at `offset` of `file`. Zeros at the file's end do not make it longer.
    ///
    /// @return how many were written, the others being zeros
    public static long write(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
        MemorySegment segment = MemorySegment.ofBuffer(bytes);
        int base = bytes.position();
        int length = bytes.remaining();
        int dataStart = -1;
        long written = 0;
        for (int at = 0; at < length; at += HOLE_BYTES) {
            int size = Math.min(HOLE_BYTES, length - at);
            boolean zero = MemorySegment.mismatch(segment, at, at + size, ZEROS, 0, size) == -1;
            if (!zero && dataStart == -1) {
                dataStart = at;
            } else if (zero && dataStart != -1) {
                written += writeFully(file, bytes.slice(base + dataStart, at - dataStart), offset + dataStart);
                dataStart = -1;
            }
        }
        if (dataStart != -1) {
            written += writeFully(file, bytes.slice(base + dataStart, length - dataStart), offset + dataStart);
        }
        return written;
    }

    private static long writeFully(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
        return at - offset;
    }
}
