package io.ouroscope.analysis.strings;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.raw.Structs;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a string has its characters: moved from string to string, one for each thread.
final class Contents {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final Heap heap;
    private final Memory memory;
    private final Structs structs;
    private final List<Region> regions;
    private final StringKind kind;
    private final int bytesOffset;
    private final int startOffset;

    private long address;
    private long length;
    private int width = 1;

    Contents(Heap heap, StringKind kind) {
        this.heap = heap;
        this.kind = kind;
        memory = heap.memory();
        structs = heap.structs();
        regions = memory.regions();
        Layout layout = heap.layout();
        bytesOffset = layout.offset("PyBytesObject", "ob_sval");
        startOffset = layout.offset("PyByteArrayObject", "ob_start");
    }

    /// Moves to an object; false if no valid string of the kind is there.
    boolean moveTo(long object, PyType type) {
        try {
            if (!heap.isValid(object, type)) {
                return false;
            }
            switch (kind) {
                case STR -> {
                    address = structs.unicode.data(object);
                    length = structs.unicode.length(object);
                    width = structs.unicode.characterBytes(object);
                }
                case BYTES -> {
                    address = object + bytesOffset;
                    length = structs.header.length(object);
                }
                case BYTEARRAY -> {
                    length = structs.header.length(object);
                    address = length == 0 ? object : memory.getLong(object + startOffset);
                }
            }
            return length >= 0 && memory.isReadable(address, bytes());
        } catch (UnreadableAddressException torn) {
            return false;
        }
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
        int low = 0;
        int high = regions.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Region region = regions.get(middle);
            if (Long.compareUnsigned(address, region.start()) < 0) {
                high = middle - 1;
            } else if (Long.compareUnsigned(address, region.end()) >= 0) {
                low = middle + 1;
            } else {
                return region.end() - address >= bytes()
                        ? region.bytes().asSlice(address - region.start(), bytes())
                        : null;
            }
        }
        return null;
    }

    /// The bytes as a copy.
    byte[] copy() {
        byte[] bytes = new byte[Math.toIntExact(bytes())];
        memory.copy(address, bytes, 0, bytes.length);
        return bytes;
    }
}
