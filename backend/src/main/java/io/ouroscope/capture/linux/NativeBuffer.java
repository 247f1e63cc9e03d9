package io.ouroscope.capture.linux;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/// Memory outside the Java heap into which a process is copied.
///
/// Mapped, not allocated, so that neither the heap's nor the direct buffers' limit counts, and populated by the
/// kernel when it is made: copying into fresh pages is three times slower than into warm ones, and the target stands
/// still meanwhile.
public final class NativeBuffer implements AutoCloseable {
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS_POPULATE = 0x2 | 0x20 | 0x8000;
    private static final long MAP_FAILED = -1;

    private final Pointer pointer;
    private final long sizeBytes;
    private boolean closed;

    private NativeBuffer(Pointer pointer, long sizeBytes) {
        this.pointer = pointer;
        this.sizeBytes = sizeBytes;
    }

    /// A buffer of at least `sizeBytes` zero bytes, all in RAM already.
    ///
    /// @throws OutOfMemoryError if the kernel refuses
    public static NativeBuffer allocate(long sizeBytes) {
        long size = Math.max(4096, (sizeBytes + 4095) & -4096L);
        long address = LibC.mmap(0, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_POPULATE, -1, 0);
        if (address == MAP_FAILED) {
            throw new OutOfMemoryError("mmap of " + size + " bytes: " + LibC.strerror(LibC.errno()));
        }
        return new NativeBuffer(new Pointer(address), size);
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
