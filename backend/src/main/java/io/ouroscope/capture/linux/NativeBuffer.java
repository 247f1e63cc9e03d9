package io.ouroscope.capture.linux;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/// Memory outside the Java heap into which a process is copied.
///
/// Mapped, not allocated, so that neither the heap's nor the direct buffers' limit counts, and populated before use
/// ([#populate]): copying into fresh pages is three times slower than into warm ones, and the target stands still
/// meanwhile.
public final class NativeBuffer implements AutoCloseable {
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x2 | 0x20;
    private static final int MADV_HUGEPAGE = 14;

    /// Since Linux 5.14; before, a write to each page does the same.
    private static final int MADV_POPULATE_WRITE = 23;

    private static final int PAGE_BYTES = 4096;
    private static final long MAP_FAILED = -1;

    private final Pointer pointer;
    private final long sizeBytes;
    private boolean closed;

    private NativeBuffer(Pointer pointer, long sizeBytes) {
        this.pointer = pointer;
        this.sizeBytes = sizeBytes;
    }

    /// A buffer of at least `sizeBytes` zero bytes, not yet in RAM.
    ///
    /// @throws OutOfMemoryError if the kernel refuses
    public static NativeBuffer allocate(long sizeBytes) {
        long size = Math.max(4096, (sizeBytes + 4095) & -4096L);
        long address = LibC.mmap(0, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (address == MAP_FAILED) {
            throw new OutOfMemoryError("mmap of " + size + " bytes: " + LibC.strerror(LibC.errno()));
        }
        LibC.madvise(address, size, MADV_HUGEPAGE);
        return new NativeBuffer(new Pointer(address), size);
    }

    /// Brings the pages of `[offset, offset + length)` into RAM.
    public void populate(long offset, long length) {
        Pointer start = pointer(offset, length);
        if (LibC.madvise(Pointer.nativeValue(start), length, MADV_POPULATE_WRITE) != 0) {
            for (long at = 0; at < length; at += PAGE_BYTES) {
                start.setByte(at, (byte) 0);
            }
        }
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /// The bytes `[offset, offset + length)`; not to be touched after [#close].
    public ByteBuffer slice(long offset, int length) {
        return pointer(offset, length).getByteBuffer(0, length);
    }

    Pointer pointer(long offset, long length) {
        if (closed || offset < 0 || length < 0 || offset + length > sizeBytes) {
            throw new IndexOutOfBoundsException("buffer of " + sizeBytes + " bytes: offset " + offset + ", length "
                    + length + (closed ? ", closed" : ""));
        }
        return pointer.share(offset);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.munmap(Pointer.nativeValue(pointer), sizeBytes);
        }
    }
}
