package io.ouroscope.analysis;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.function.LongPredicate;

/// How often some addresses stand in writable memory: evidence that somebody holds what lies there.
///
/// Words are taken without their two low bits, which some pointers of the interpreter use as tags.
final class PointerScan {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int FILTER_BITS = 1 << 16;
    private static final long CHUNK_BYTES = 16L << 20;
    private static final long TAGS = 3;

    private PointerScan() {}

    private record Chunk(Region region, long from, long to) {}

    /// @param counts whether a pointer that stands at this place counts
    /// @return the number for each address that stands anywhere
    static Long2IntOpenHashMap count(Memory memory, LongSet wanted, LongPredicate counts, Progress progress) {
        var found = new Long2IntOpenHashMap();
        if (wanted.isEmpty()) {
            return found;
        }
        long[] filter = new long[FILTER_BITS / Long.SIZE];
        wanted.forEach(value -> filter[slot(value) >>> 6] |= 1L << slot(value));
        var chunks = new ArrayList<Chunk>();
        for (Region region : memory.regions()) {
            for (long from = 0; region.writable() && from < region.sizeBytes(); from += CHUNK_BYTES) {
                chunks.add(new Chunk(region, from, Math.min(from + CHUNK_BYTES, region.sizeBytes())));
            }
        }
        chunks.parallelStream().forEach(chunk -> {
            if (progress.isCancelled()) {
                return;
            }
            var part = new Long2IntOpenHashMap();
            MemorySegment bytes = chunk.region.bytes();
            for (long offset = chunk.from; offset + Long.BYTES <= chunk.to; offset += Long.BYTES) {
                long value = bytes.get(WORD, offset) & ~TAGS;
                int slot = slot(value);
                if ((filter[slot >>> 6] >>> slot & 1) != 0
                        && wanted.contains(value)
                        && counts.test(chunk.region.start() + offset)) {
                    part.addTo(value, 1);
                }
            }
            synchronized (found) {
                part.long2IntEntrySet().forEach(entry -> found.addTo(entry.getLongKey(), entry.getIntValue()));
            }
        });
        progress.check();
        return found;
    }

    private static int slot(long value) {
        return (int) (value >>> 4) & FILTER_BITS - 1;
    }
}
