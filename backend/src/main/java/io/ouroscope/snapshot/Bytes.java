package io.ouroscope.snapshot;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Little-endian values at any offset of a file's bytes. Bounds are the caller's business.
final class Bytes {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    static int u8(MemorySegment bytes, long offset) {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset));
    }

    static int u16(MemorySegment bytes, long offset) {
        return Short.toUnsignedInt(bytes.get(SHORT, offset));
    }

    static int i32(MemorySegment bytes, long offset) {
        return bytes.get(INT, offset);
    }

    static long u32(MemorySegment bytes, long offset) {
        return Integer.toUnsignedLong(bytes.get(INT, offset));
    }

    static long i64(MemorySegment bytes, long offset) {
        return bytes.get(LONG, offset);
    }

    /// Whether `[offset, offset + length)`, both unsigned, lies within `bytes`.
    static boolean within(MemorySegment bytes, long offset, long length) {
        long size = bytes.byteSize();
        return offset >= 0 && length >= 0 && offset <= size && length <= size - offset;
    }

    /// The text at `offset` up to a NUL or to `limit` bytes.
    static String text(MemorySegment bytes, long offset, int limit) {
        int length = 0;
        while (length < limit && bytes.get(ValueLayout.JAVA_BYTE, offset + length) != 0) {
            length++;
        }
        byte[] copy = bytes.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(copy, StandardCharsets.UTF_8);
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
