package io.ouroscope.analysis.strings;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.RegionIndex;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PayloadSink;
import io.ouroscope.python.decode.PyType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Where a string has its characters: moved from string to string, one for each thread.
final class Contents implements PayloadSink {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final Heap heap;
    private final Memory memory;
    private final RegionIndex regions;
    private final StringKind kind;

    private long address;
    private long length;
    private int width = 1;

    Contents(Heap heap, StringKind kind) {
        this.heap = heap;
        this.kind = kind;
        memory = heap.memory();
        regions = new RegionIndex(memory.regions());
    }

    /// Moves to an object; false if no valid string of the kind is there.
    boolean moveTo(long object, PyType type) {
        length = -1;
        return heap.payload(object, type, this) && length >= 0 && memory.isReadable(address, bytes());
    }

    @Override
    public void text(long from, long characters, int bytesEach) {
        address = from;
        length = characters;
        width = bytesEach;
    }

    @Override
    public void bytes(long from, long count) {
        text(from, count, 1);
    }

    /// Whether it is made of characters, not of bytes.
    boolean isText() {
        return kind == StringKind.STR;
    }

    /// In characters.
    long length() {
        return length;
    }

    int width() {
        return width;
    }

    long bytes() {
        return length * width;
    }

    /// A hash of all bytes and the width: equal contents have equal hashes, others rarely.
    long hash() {
        long hash = length * MULTIPLIER + width;
        long end = address + bytes();
        long at = address;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ memory.getLong(at));
        }
        long rest = 0;
        for (; at != end; at++) {
            rest = rest << 8 | memory.getUnsignedByte(at);
        }
        return mix(hash ^ rest);
    }

    private static long mix(long value) {
        long product = value * MULTIPLIER;
        return product ^ product >>> 32;
    }

    /// Whether both are the same characters, byte for byte.
    boolean equalTo(Contents other) {
        return length == other.length
                && width == other.width
                && (segment() instanceof MemorySegment mine && other.segment() instanceof MemorySegment others
                        ? mine.mismatch(others) < 0
                        : equalByByte(other));
    }

    private boolean equalByByte(Contents other) {
        for (long i = 0; i < bytes(); i++) {
            if (memory.getByte(address + i) != other.memory.getByte(other.address + i)) {
                return false;
            }
        }
        return true;
    }

    /// The bytes in one piece, null if they reach across regions.
    @Nullable
    MemorySegment segment() {
        Region region = regions.at(address);
        return region != null && region.end() - address >= bytes()
                ? region.bytes().asSlice(address - region.start(), bytes())
                : null;
    }

    /// The bytes as a copy.
    byte[] copy() {
        byte[] bytes = new byte[Math.toIntExact(bytes())];
        memory.copy(address, bytes, 0, bytes.length);
        return bytes;
    }
}
