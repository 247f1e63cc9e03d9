package io.ouroscope.index;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A fixed number of longs outside the heap, little-endian. Zero until set. Readable by any number of threads.
public final class LongColumn {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;
    private final long size;

    LongColumn(MemorySegment bytes) {
        this.bytes = bytes;
        size = bytes.byteSize() / Long.BYTES;
    }

    public long size() {
        return size;
    }

    public long get(long index) {
        return bytes.getAtIndex(LONG, index);
    }

    public void set(long index, long value) {
        bytes.setAtIndex(LONG, index, value);
    }

    /// Copies `values` to the beginning.
    public void setAll(long[] values) {
        MemorySegment.copy(values, 0, bytes, LONG, 0, values.length);
    }

    public long[] toArray() {
        return bytes.toArray(LONG);
    }
}
