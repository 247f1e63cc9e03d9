package io.ouroscope.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// [Memory] over a list of regions: the mapped snapshot, and arrays in tests.
///
/// A lookup first tries the region that answered last for the same 2 MiB of address space (a racy but harmless hint:
/// it is checked before use) and falls back to binary search. A read that spans two adjacent regions is put together
/// byte by byte.
public final class SegmentedMemory implements Memory {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HINTS = 4096;
    private static final int HINT_SHIFT = 21;

    private final List<Region> regions;
    private final long[] starts;
    private final long[] ends;
    private final MemorySegment[] segments;
    private final int[] hints = new int[HINTS];

    public SegmentedMemory(List<Region> unsorted) {
        var sorted = new ArrayList<>(unsorted);
        sorted.sort(Comparator.comparing(Region::start, Long::compareUnsigned));
        int count = sorted.size();
        starts = new long[count];
        ends = new long[count];
        segments = new MemorySegment[count];
        for (int i = 0; i < count; i++) {
            Region region = sorted.get(i);
            if (region.bytes().byteSize() != region.sizeBytes()) {
                throw new IllegalArgumentException(
                        "Region at 0x" + Long.toHexString(region.start()) + " spans " + region.sizeBytes()
                                + " bytes but has " + region.bytes().byteSize());
            }
            if (i > 0 && Long.compareUnsigned(region.start(), ends[i - 1]) < 0) {
                throw new IllegalArgumentException("Region at 0x" + Long.toHexString(region.start())
                        + " overlaps the one before it, which ends at 0x" + Long.toHexString(ends[i - 1]));
            }
            starts[i] = region.start();
            ends[i] = region.end();
            segments[i] = region.bytes();
        }
        regions = List.copyOf(sorted);
    }

    @Override
    public List<Region> regions() {
        return regions;
    }

    @Override
    public boolean isReadable(long address, long bytes) {
        if (bytes < 0) {
            return false;
        }
        int index = find(address);
        long position = address;
        long left = bytes;
        while (index >= 0) {
            long available = ends[index] - position;
            if (left <= available) {
                return true;
            }
            left -= available;
            position = ends[index];
            index = index + 1 < starts.length && starts[index + 1] == position ? index + 1 : -1;
        }
        return false;
    }

    @Override
    public byte getByte(long address) {
        int index = find(address);
        if (index < 0) {
            throw new UnreadableAddressException(address, 1);
        }
        return segments[index].get(ValueLayout.JAVA_BYTE, address - starts[index]);
    }

    @Override
    public short getShort(long address) {
        int index = find(address);
        if (index >= 0 && ends[index] - address >= Short.BYTES) {
            return segments[index].get(SHORT, address - starts[index]);
        }
        return (short) assemble(address, Short.BYTES);
    }

    @Override
    public int getInt(long address) {
        int index = find(address);
        if (index >= 0 && ends[index] - address >= Integer.BYTES) {
            return segments[index].get(INT, address - starts[index]);
        }
        return (int) assemble(address, Integer.BYTES);
    }

    @Override
    public long getLong(long address) {
        int index = find(address);
        if (index >= 0 && ends[index] - address >= Long.BYTES) {
            return segments[index].get(LONG, address - starts[index]);
        }
        return assemble(address, Long.BYTES);
    }

    @Override
    public void copy(long address, byte[] target, int offset, int length) {
        if (!isReadable(address, length)) {
            throw new UnreadableAddressException(address, length);
        }
        long position = address;
        int done = 0;
        while (done < length) {
            int index = find(position);
            int part = (int) Math.min(length - done, ends[index] - position);
            MemorySegment.copy(
                    segments[index], ValueLayout.JAVA_BYTE, position - starts[index], target, offset + done, part);
            done += part;
            position += part;
        }
    }

    private long assemble(long address, int bytes) {
        if (!isReadable(address, bytes)) {
            throw new UnreadableAddressException(address, bytes);
        }
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | getUnsignedByte(address + i);
        }
        return value;
    }

    /// The index of the region that holds `address`, or -1.
    private int find(long address) {
        int slot = (int) (address >>> HINT_SHIFT) & HINTS - 1;
        int hint = hints[slot];
        if (hint < starts.length
                && Long.compareUnsigned(address, starts[hint]) >= 0
                && Long.compareUnsigned(address, ends[hint]) < 0) {
            return hint;
        }
        int low = 0;
        int high = starts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(address, starts[middle]) < 0) {
                high = middle - 1;
            } else if (Long.compareUnsigned(address, ends[middle]) >= 0) {
                low = middle + 1;
            } else {
                hints[slot] = middle;
                return middle;
            }
        }
        return -1;
    }
}
