package io.ouroscope.testing;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.UnreadableAddressException;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.List;

/// Memory with other words in some places and without some pages: damage that costs nothing and is undone at once.
///
/// Its regions are those of the undamaged memory, so scans do not see the damage. For one thread.
public final class PatchedMemory implements Memory {
    public static final long PAGE_BYTES = 4096;
    private static final long NO_PAGE = -1;

    private final Memory memory;
    private final Long2LongOpenHashMap words = new Long2LongOpenHashMap();
    private long missingPage = NO_PAGE;
    private long end = -1;

    public PatchedMemory(Memory memory) {
        this.memory = memory;
    }

    /// Another value for the aligned word at `address`.
    public void put(long address, long value) {
        words.put(address, value);
    }

    /// The page that holds `address` is not there.
    public void tear(long address) {
        missingPage = address & -PAGE_BYTES;
    }

    /// Nothing from `address` on is there.
    public void cut(long address) {
        end = address;
    }

    public void mend() {
        words.clear();
        missingPage = NO_PAGE;
        end = -1;
    }

    @Override
    public boolean isReadable(long address, long bytes) {
        return memory.isReadable(address, bytes) && !isDamaged(address, bytes);
    }

    private boolean isDamaged(long address, long bytes) {
        boolean torn = missingPage != NO_PAGE && address < missingPage + PAGE_BYTES && address + bytes > missingPage;
        return torn || Long.compareUnsigned(address + bytes, end) > 0;
    }

    @Override
    public byte getByte(long address) {
        check(address, Byte.BYTES);
        long word = address & -8;
        return words.containsKey(word) ? (byte) (words.get(word) >>> 8 * (address - word)) : memory.getByte(address);
    }

    @Override
    public short getShort(long address) {
        return (short) (getUnsignedByte(address) | getByte(address + 1) << 8);
    }

    @Override
    public int getInt(long address) {
        return getUnsignedShort(address) | getShort(address + 2) << 16;
    }

    @Override
    public long getLong(long address) {
        if ((address & 7) != 0) {
            return getUnsignedInt(address) | (long) getInt(address + 4) << 32;
        }
        check(address, Long.BYTES);
        return words.containsKey(address) ? words.get(address) : memory.getLong(address);
    }

    @Override
    public void copy(long address, byte[] target, int offset, int length) {
        check(address, length);
        memory.copy(address, target, offset, length);
        for (long word : words.keySet()) {
            for (int i = 0; i < Long.BYTES; i++) {
                long at = word + i - address;
                if (at >= 0 && at < length) {
                    target[offset + (int) at] = (byte) (words.get(word) >>> 8 * i);
                }
            }
        }
    }

    private void check(long address, long bytes) {
        if (isDamaged(address, bytes)) {
            throw new UnreadableAddressException(address, bytes);
        }
    }

    @Override
    public List<Region> regions() {
        return memory.regions();
    }
}
