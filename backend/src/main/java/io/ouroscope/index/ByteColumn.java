package io.ouroscope.index;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A fixed number of bytes outside the heap. Zero until set. Readable by any number of threads.
public final class ByteColumn {
    private final MemorySegment bytes;

    ByteColumn(MemorySegment bytes) {
        this.bytes = bytes;
    }

    public long size() {
        return bytes.byteSize();
    }

    public byte get(long index) {
        return bytes.get(ValueLayout.JAVA_BYTE, index);
    }

    public void set(long index, byte value) {
        bytes.set(ValueLayout.JAVA_BYTE, index, value);
    }
}
