package io.ouroscope.python.discovery;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/// From an object's address to its place in the sorted list of addresses: a bitmap with ranks.
///
/// One bit per 8 bytes in blocks of 4 KiB that hold an object; a block keeps the rank of its first object. A lookup
/// is a hash of the block, one bit test and at most eight population counts.
final class AddressIndex {
    private static final int BLOCK_SHIFT = 12;
    private static final int WORDS_PER_BLOCK = (1 << BLOCK_SHIFT) / 8 / Long.SIZE;

    private final Long2IntOpenHashMap blocks = new Long2IntOpenHashMap();
    private final int[] firstRanks;
    private final long[] bits;

    AddressIndex(long[] addresses) {
        blocks.defaultReturnValue(-1);
        int count = 0;
        long last = -1;
        for (long address : addresses) {
            long block = address >>> BLOCK_SHIFT;
            if (block != last) {
                blocks.put(block, count++);
                last = block;
            }
        }
        firstRanks = new int[count];
        bits = new long[count * WORDS_PER_BLOCK];
        int current = -1;
        last = -1;
        for (int rank = 0; rank < addresses.length; rank++) {
            long block = addresses[rank] >>> BLOCK_SHIFT;
            if (block != last) {
                firstRanks[++current] = rank;
                last = block;
            }
            int slot = slot(addresses[rank]);
            bits[current * WORDS_PER_BLOCK + (slot >>> 6)] |= 1L << slot;
        }
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
        int word = block * WORDS_PER_BLOCK + (slot >>> 6);
        if ((bits[word] >>> slot & 1) == 0) {
            return -1;
        }
        int rank = firstRanks[block];
        for (int i = block * WORDS_PER_BLOCK; i < word; i++) {
            rank += Long.bitCount(bits[i]);
        }
        return rank + Long.bitCount(bits[word] & (1L << slot) - 1);
    }
}
