package io.ouroscope.python.allocator;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// pymalloc's pools, found by their own consistency, and which of their blocks are free.
///
/// No root is needed: a pool header's size class, offsets and count must agree with each other and with the length of
/// its list of free blocks. An object in a pool must begin exactly where its block does. Empty without pymalloc
/// (PYTHONMALLOC=malloc, free-threaded builds).
final class PoolMap implements Allocator {
    private static final int HEADER_BYTES = 48;
    private static final int SIZE_CLASSES = 32;
    private static final int ALIGNMENT = 16;
    private static final int MOST_ARENAS = 1 << 24;

    private final int poolBytes;
    private final int wordsPerPool;
    private final Long2IntOpenHashMap indexOfPool = new Long2IntOpenHashMap();
    private final List<long[]> pools = new ArrayList<>();
    private final Memory memory;
    private final int countOffset;
    private final int freeOffset;
    private final int arenaOffset;
    private final int sizeOffset;
    private final int nextOffset;
    private final int maxNextOffset;

    PoolMap(Memory memory, Layout layout) {
        this.memory = memory;
        poolBytes = layout.features().poolBytes();
        wordsPerPool = poolBytes / ALIGNMENT / Long.SIZE;
        indexOfPool.defaultReturnValue(-1);
        StructLayout header = layout.struct("pool_header");
        countOffset = header.offset("ref");
        freeOffset = header.offset("freeblock");
        arenaOffset = header.offset("arenaindex");
        sizeOffset = header.offset("szidx");
        nextOffset = header.offset("nextoffset");
        maxNextOffset = header.offset("maxnextoffset");
        if (poolBytes > 0) {
            memory.regions().stream().filter(PoolMap::canHoldArenas).forEach(this::findPools);
        }
    }

    private static boolean canHoldArenas(Region region) {
        return region.writable() && (region.path().isEmpty() || region.path().startsWith("["));
    }

    private void findPools(Region region) {
        long first = region.start() + poolBytes - 1 & -poolBytes;
        for (long pool = first;
                Long.compareUnsigned(pool, region.start()) >= 0
                        && Long.compareUnsigned(pool + poolBytes, region.end()) <= 0;
                pool += poolBytes) {
            readPool(pool);
        }
    }

    /// Word 0 is the block size, word 1 the end of the carved blocks' offsets, then one bit per free block.
    private void readPool(long pool) {
        int sizeIndex = memory.getInt(pool + sizeOffset);
        int blockBytes = (sizeIndex + 1) * ALIGNMENT;
        int maxNext = memory.getInt(pool + maxNextOffset);
        if (sizeIndex < 0 || sizeIndex >= SIZE_CLASSES || maxNext != poolBytes - blockBytes) {
            return;
        }
        int next = memory.getInt(pool + nextOffset);
        int count = memory.getInt(pool + countOffset);
        int arena = memory.getInt(pool + arenaOffset);
        int carved = (next - HEADER_BYTES) / blockBytes;
        if (next < HEADER_BYTES
                || next > maxNext + blockBytes
                || (next - HEADER_BYTES) % blockBytes != 0
                || count < 0
                || count > carved
                || arena < 0
                || arena > MOST_ARENAS) {
            return;
        }
        long[] words = new long[2 + wordsPerPool];
        words[0] = blockBytes;
        words[1] = next;
        int free = 0;
        long block = memory.getLong(pool + freeOffset);
        while (block != 0 && free <= carved) {
            long offset = block - pool - HEADER_BYTES;
            if (offset < 0 || offset + HEADER_BYTES >= next || offset % blockBytes != 0) {
                return;
            }
            int bit = (int) (offset / blockBytes);
            words[2 + (bit >>> 6)] |= 1L << bit;
            free++;
            block = memory.getLong(block);
        }
        if (carved - free != count) {
            return;
        }
        if (count == 0) {
            Arrays.fill(words, 2, words.length, -1L);
        }
        indexOfPool.put(pool, pools.size());
        pools.add(words);
    }

    int size() {
        return pools.size();
    }

    @Override
    public Verdict verdict(long address) {
        if (poolBytes == 0) {
            return Verdict.UNKNOWN;
        }
        long pool = address & -poolBytes;
        int index = indexOfPool.get(pool);
        if (index < 0) {
            return Verdict.UNKNOWN;
        }
        long[] words = pools.get(index);
        long offset = address - pool;
        if (offset < HEADER_BYTES || offset >= words[1] || (offset - HEADER_BYTES) % words[0] != 0) {
            return Verdict.NO_BLOCK;
        }
        int bit = (int) ((offset - HEADER_BYTES) / words[0]);
        return (words[2 + (bit >>> 6)] >>> bit & 1) != 0 ? Verdict.FREE : Verdict.ALLOCATED;
    }

    @Override
    public boolean manages(long address) {
        return poolBytes != 0 && indexOfPool.containsKey(address & -poolBytes);
    }

    @Override
    public boolean isFree(long address) {
        int index = poolBytes == 0 ? -1 : indexOfPool.get(address & -poolBytes);
        if (index < 0) {
            return false;
        }
        long[] words = pools.get(index);
        long offset = (address & poolBytes - 1) - HEADER_BYTES;
        if (offset < 0 || offset + HEADER_BYTES >= words[1]) {
            return true;
        }
        int bit = (int) (offset / words[0]);
        return (words[2 + (bit >>> 6)] >>> bit & 1) != 0;
    }

    @Override
    public long blockBytes(long address) {
        int index = poolBytes == 0 ? -1 : indexOfPool.get(address & -poolBytes);
        return index < 0 ? 0 : pools.get(index)[0];
    }

    @Override
    public void visit(BlockVisitor visitor) {
        long[] sorted = indexOfPool.keySet().toLongArray();
        LongArrays.unstableSort(sorted, Long::compareUnsigned);
        for (long pool : sorted) {
            long[] words = pools.get(indexOfPool.get(pool));
            visitor.range(pool, pool + HEADER_BYTES, BlockVisitor.Use.PYTHON_FREE);
            long blockBytes = words[0];
            for (long offset = HEADER_BYTES; offset < words[1]; offset += blockBytes) {
                int bit = (int) ((offset - HEADER_BYTES) / blockBytes);
                boolean free = (words[2 + (bit >>> 6)] >>> bit & 1) != 0;
                visitor.range(
                        pool + offset,
                        pool + offset + blockBytes,
                        free ? BlockVisitor.Use.PYTHON_FREE : BlockVisitor.Use.PYTHON);
            }
            visitor.range(pool + Math.min(words[1], poolBytes), pool + poolBytes, BlockVisitor.Use.PYTHON_FREE);
        }
    }
}
