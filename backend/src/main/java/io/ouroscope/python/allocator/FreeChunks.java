package io.ouroscope.python.allocator;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import org.jspecify.annotations.Nullable;

/// Marks the free chunks of glibc's heap that look used: those in the caches of threads and in fast bins.
///
/// A thread's cache is itself a block, an array of lists by size after an array of counters; it is recognised by what
/// it must be: each list begins at a chunk of that list's size. Since glibc 2.32 links are mixed with their own address
/// (`(address >> 12) ^ next`). From 2.29 on a cached block's second word is a key, the same for all (2.34) or for all
/// of
/// a thread: every block with a key that a list has is free, also if its list could not be followed.
final class FreeChunks {
    private static final int CACHE_BINS = 64;
    private static final int LEAST_CHUNK_BYTES = 32;
    /// Where the array of lists begins: after 64 bytes (2.26 to 2.29), after 64 counters of two bytes (2.30), after 76
    /// (2.42).
    private static final int[] LIST_OFFSETS = {64, 128, 152};

    private static final int MOST_CACHE_BYTES = 1024;
    private static final int FAST_BINS = 10;
    /// An arena's state, with its bins, has less than 2.5 kB.
    private static final int MOST_STATE_BYTES = 2560;
    /// How many blocks of a list must share a second word before it counts as the key.
    private static final int LEAST_WITH_KEY = 2;

    private final Memory memory;
    private final MallocHeap heap;
    private final Long2IntOpenHashMap keys = new Long2IntOpenHashMap();

    FreeChunks(Memory memory, MallocHeap heap) {
        this.memory = memory;
        this.heap = heap;
    }

    void mark() {
        for (ChunkRange range : heap.ranges()) {
            for (long chunk = range.start; chunk < range.end; chunk += range.chunkBytes(chunk)) {
                long bytes = range.chunkBytes(chunk);
                if (!range.isFree(chunk)
                        && bytes > LIST_OFFSETS[0] + CACHE_BINS * Long.BYTES
                        && bytes < MOST_CACHE_BYTES) {
                    markCache(chunk + ChunkRange.HEAD_BYTES, bytes - Long.BYTES);
                }
            }
        }
        keys.long2IntEntrySet().removeIf(entry -> entry.getIntValue() < LEAST_WITH_KEY);
        if (!keys.isEmpty()) {
            heap.ranges().forEach(this::markKeyed);
        }
        markFastBins();
    }

    private void markCache(long block, long bytes) {
        for (int lists : LIST_OFFSETS) {
            if (lists + CACHE_BINS * Long.BYTES > bytes) {
                continue;
            }
            LongArrayList cached = cached(block + lists, (int) Math.min((bytes - lists) / Long.BYTES, 76));
            if (cached != null && !cached.isEmpty()) {
                for (long each : cached) {
                    setFree(each);
                    long key = memory.getLong(each + Long.BYTES);
                    if (key != 0) {
                        keys.addTo(key, 1);
                    }
                }
                return;
            }
        }
    }

    /// All blocks of the lists at `lists`, null if one of them cannot be a list of its size.
    private @Nullable LongArrayList cached(long lists, int bins) {
        var found = new LongArrayList();
        for (int bin = 0; bin < bins; bin++) {
            long block = memory.getLong(lists + (long) bin * Long.BYTES);
            // Bins beyond the 64th (2.42) hold large blocks of different sizes.
            long bytes = bin < CACHE_BINS ? LEAST_CHUNK_BYTES + 16L * bin : 0;
            if (block != 0 && !follow(block, bytes, found)) {
                return null;
            }
        }
        return found;
    }

    /// Follows a list of blocks in chunks of `bytes` (0: any size).
    private boolean follow(long first, long bytes, LongArrayList found) {
        long block = first;
        var seen = new LongOpenHashSet();
        while (block != 0) {
            if (!isUsedChunk(block, bytes) || !seen.add(block)) {
                return false;
            }
            found.add(block);
            long word = memory.getLong(block);
            long mixed = word ^ block >>> 12;
            block = word == 0 || mixed == 0 ? 0 : isUsedChunk(mixed, bytes) ? mixed : word;
        }
        return true;
    }

    private boolean isUsedChunk(long block, long bytes) {
        long chunk = block - ChunkRange.HEAD_BYTES;
        ChunkRange range = heap.range(chunk);
        return range != null
                && range.isChunk(chunk)
                && chunk != range.top
                && (bytes == 0 || range.chunkBytes(chunk) == bytes);
    }

    private void setFree(long block) {
        ChunkRange range = heap.range(block);
        if (range != null) {
            range.setFree(block - ChunkRange.HEAD_BYTES);
        }
    }

    private void markKeyed(ChunkRange range) {
        for (long chunk = range.start; chunk < range.top; chunk += range.chunkBytes(chunk)) {
            if (keys.containsKey(memory.getLong(chunk + ChunkRange.HEAD_BYTES + Long.BYTES))) {
                range.setFree(chunk);
            }
        }
    }

    /// Fast bins stand right before the pointer to the top chunk in each arena's state: of the main arena in the C
    /// library's data, of others before their first chunk.
    private void markFastBins() {
        var tops = new LongOpenHashSet();
        for (ChunkRange range : heap.ranges()) {
            tops.add(range.top);
        }
        for (Region region : memory.regions()) {
            if (region.writable() && region.path().contains("/libc")) {
                markFastBins(region.start(), region.end(), tops);
            }
        }
        for (ChunkRange range : heap.ranges()) {
            long from = Math.max(range.start & -MallocHeap.ARENA_BYTES, range.start - MOST_STATE_BYTES);
            if (memory.isReadable(from, range.start - from)) {
                markFastBins(from, range.start, tops);
            }
        }
    }

    private void markFastBins(long from, long to, LongOpenHashSet tops) {
        for (long at = from + FAST_BINS * Long.BYTES; at + Long.BYTES <= to; at += Long.BYTES) {
            if (tops.contains(memory.getLong(at))) {
                markBins(at - FAST_BINS * Long.BYTES);
            }
        }
    }

    /// Follows each list as far as its chunks have the bin's size.
    private void markBins(long bins) {
        for (int bin = 0; bin < FAST_BINS; bin++) {
            long chunk = memory.getLong(bins + (long) bin * Long.BYTES);
            var seen = new LongOpenHashSet();
            while (chunk != 0
                    && isUsedChunk(chunk + ChunkRange.HEAD_BYTES, LEAST_CHUNK_BYTES + 16L * bin)
                    && seen.add(chunk)) {
                long block = chunk + ChunkRange.HEAD_BYTES;
                setFree(block);
                long word = memory.getLong(block);
                long mixed = word ^ block >>> 12;
                chunk = word == 0 || mixed == 0 ? 0 : isUsedChunk(mixed + ChunkRange.HEAD_BYTES, 0) ? mixed : word;
            }
        }
    }
}
