package io.ouroscope.python.discovery;

import io.ouroscope.index.Columns;
import io.ouroscope.index.IntColumn;
import io.ouroscope.index.LongColumn;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/// From an object's address to its place in the sorted list of addresses: a bitmap with ranks.
///
/// One bit per 8 bytes in blocks of 4 KiB that hold an object; a block keeps the rank of its first object. A lookup
/// is a hash of the block, one bit test and at most eight population counts. The hash of the blocks is on the heap, 12
/// bytes for each.
final class AddressIndex {
    private static final int BLOCK_SHIFT = 12;
    private static final int WORDS_PER_BLOCK = (1 << BLOCK_SHIFT) / 8 / Long.SIZE;

    private final Long2IntOpenHashMap blocks;
    private final IntColumn firstRanks;
    private final LongColumn bits;

    private AddressIndex(LongColumn numbers, IntColumn firstRanks, LongColumn bits) {
        this.firstRanks = firstRanks;
        this.bits = bits;
        blocks = new Long2IntOpenHashMap((int) numbers.size());
        blocks.defaultReturnValue(-1);
        for (int i = 0; i < numbers.size(); i++) {
            blocks.put(numbers.get(i), i);
        }
    }

    static AddressIndex load(Columns columns) {
        return new AddressIndex(columns.longs("blocks"), columns.ints("block ranks"), columns.longs("block bits"));
    }

    static AddressIndex store(LongColumn addresses, Columns columns) {
        int count = 0;
        long last = -1;
        for (long rank = 0; rank < addresses.size(); rank++) {
            long block = addresses.get(rank) >>> BLOCK_SHIFT;
            if (block != last) {
                count++;
                last = block;
            }
        }
        LongColumn numbers = columns.newLongs("blocks", count);
        IntColumn firstRanks = columns.newInts("block ranks", count);
        LongColumn bits = columns.newLongs("block bits", (long) count * WORDS_PER_BLOCK);
        int current = -1;
        last = -1;
        for (int rank = 0; rank < addresses.size(); rank++) {
            long address = addresses.get(rank);
            long block = address >>> BLOCK_SHIFT;
            if (block != last) {
                firstRanks.set(++current, rank);
                numbers.set(current, block);
                last = block;
            }
            int slot = slot(address);
            long word = (long) current * WORDS_PER_BLOCK + (slot >>> 6);
            bits.set(word, bits.get(word) | 1L << slot);
        }
        return new AddressIndex(numbers, firstRanks, bits);
    }

    private static int slot(long address) {
        return (int) (address & (1 << BLOCK_SHIFT) - 1) >>> 3;
    }

    int find(long address) {
        if ((address & 7) != 0) {
            return -1;
        }
        int block = blocks.get(address >>> BLOCK_SHIFT);
        if (block < 0) {
            return -1;
        }
        int slot = slot(address);
        long first = (long) block * WORDS_PER_BLOCK;
        long word = first + (slot >>> 6);
        long last = bits.get(word);
        if ((last >>> slot & 1) == 0) {
            return -1;
        }
        int rank = firstRanks.get(block);
        for (long i = first; i < word; i++) {
            rank += Long.bitCount(bits.get(i));
        }
        return rank + Long.bitCount(last & (1L << slot) - 1);
    }
}
