package io.ouroscope.index;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A fixed number of ints outside the heap, little-endian. Zero until set. Readable by any number of threads.
public final class IntColumn {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;
    private final long size;

    IntColumn(MemorySegment bytes) {
        this.bytes = bytes;
        size = bytes.byteSize() / Integer.BYTES;
    }

    public long size() {
        return size;
    }

    public int get(long index) {
        return bytes.getAtIndex(INT, index);
    }

    public void set(long index, int value) {
        bytes.setAtIndex(INT, index, value);
    }

    /// Copies `values` to the beginning.
    public void setAll(int[] values) {
        MemorySegment.copy(values, 0, bytes, INT, 0, values.length);
    }

    /// The ints with index in `[from, to)`.
    public int[] toArray(long from, long to) {
        return bytes.asSlice(from * Integer.BYTES, (to - from) * Integer.BYTES).toArray(INT);
    }
}
