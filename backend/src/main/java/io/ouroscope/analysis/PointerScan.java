package io.ouroscope.analysis;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.LongPredicate;

/// Which of some addresses stand anywhere in writable memory: evidence that somebody holds what lies there.
final class PointerScan {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int FILTER_BITS = 1 << 16;
    private static final int CHUNK_BYTES = 16 << 20;

    private PointerScan() {}

    /// @param counts whether a pointer that stands at this address counts
    static LongSet find(Memory memory, LongSet wanted, LongPredicate counts, Progress progress) {
        long[] filter = new long[FILTER_BITS / Long.SIZE];
        wanted.forEach(value -> filter[slot(value) >>> 6] |= 1L << slot(value));
        var found = new LongOpenHashSet();
        for (Region region : memory.regions()) {
            if (!region.writable() || wanted.isEmpty()) {
                continue;
            }
            MemorySegment bytes = region.bytes();
            for (long offset = 0; offset + Long.BYTES <= region.sizeBytes(); offset += Long.BYTES) {
                if (offset % CHUNK_BYTES == 0) {
                    progress.check();
                }
                long value = bytes.get(WORD, offset);
                int slot = slot(value);
                if ((filter[slot >>> 6] >>> slot & 1) != 0
                        && wanted.contains(value)
                        && counts.test(region.start() + offset)) {
                    found.add(value);
                }
            }
        }
        return found;
    }

    private static int slot(long value) {
        return (int) (value >>> 4) & FILTER_BITS - 1;
    }
}
