package io.ouroscope.python.discovery;

import io.ouroscope.index.Columns;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Looks at every aligned word of all writable memory, in parallel chunks, results in address order.
///
/// Objects lie in writable memory only: the interpreter writes to every object's reference count. What a scan found is
/// kept in the index, under its number: the same scans of the same memory are not done again.
final class WordScan {
    private static final long CHUNK_BYTES = 16L << 20;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int FILTER_BITS = 1 << 16;

    /// Decides whether the word at `address` with this value is kept.
    interface WordTest {
        boolean test(long address, long value);
    }

    private record Chunk(Region region, long from, long to) {}

    private final List<Chunk> chunks = new ArrayList<>();
    private final Columns columns;
    private final Progress progress;
    private final long totalBytes;
    private int scans;

    WordScan(Memory memory, Columns columns, Progress progress) {
        this.columns = columns;
        this.progress = progress;
        long total = 0;
        for (Region region : memory.regions()) {
            if (!region.writable()) {
                continue;
            }
            for (long from = 0; from < region.sizeBytes(); from += CHUNK_BYTES) {
                chunks.add(new Chunk(region, from, Math.min(from + CHUNK_BYTES, region.sizeBytes())));
            }
            total += region.sizeBytes();
        }
        totalBytes = total;
    }

    /// Addresses of words that pass the test.
    LongArrayList find(String stage, WordTest test) {
        return kept(() -> search(stage, test));
    }

    private LongArrayList search(String stage, WordTest test) {
        return run(stage, chunk -> {
            var found = new LongArrayList();
            MemorySegment bytes = chunk.region().bytes();
            long base = chunk.region().start();
            for (long offset = chunk.from(); offset + 8 <= chunk.to(); offset += 8) {
                long value = bytes.get(WORD, offset);
                if (test.test(base + offset, value)) {
                    found.add(base + offset);
                }
            }
            return found;
        });
    }

    /// Addresses of words whose value is in `wanted` and that pass `test`.
    ///
    /// A bitmap over bits 4 to 19 of the value turns most words away before the hash set is asked.
    LongArrayList findValues(String stage, LongSet wanted, WordTest test) {
        return kept(() -> searchValues(stage, wanted, test));
    }

    /// As [#findValues], but not kept: for what becomes columns of its own.
    LongArrayList searchValues(String stage, LongSet wanted, WordTest test) {
        long[] filter = new long[FILTER_BITS / Long.SIZE];
        wanted.forEach(value -> filter[slot(value) >>> 6] |= 1L << slot(value));
        return run(stage, chunk -> {
            var found = new LongArrayList();
            MemorySegment bytes = chunk.region().bytes();
            long base = chunk.region().start();
            for (long offset = chunk.from(); offset + 8 <= chunk.to(); offset += 8) {
                long value = bytes.get(WORD, offset);
                int slot = slot(value);
                if ((filter[slot >>> 6] >>> slot & 1) != 0
                        && wanted.contains(value)
                        && test.test(base + offset, value)) {
                    found.add(base + offset);
                }
            }
            return found;
        });
    }

    private LongArrayList kept(Supplier<LongArrayList> scan) {
        String stage = "scan " + scans++;
        if (columns.isFinished(stage)) {
            return LongArrayList.wrap(columns.longs(stage).toArray());
        }
        LongArrayList found = scan.get();
        columns.newLongs(stage, found.size()).setAll(found.toLongArray());
        columns.finish(stage);
        return found;
    }

    private static int slot(long value) {
        return (int) (value >>> 4) & FILTER_BITS - 1;
    }

    private interface ChunkScan {
        LongArrayList scan(Chunk chunk);
    }

    private LongArrayList run(String stage, ChunkScan scan) {
        progress.stage(stage, totalBytes);
        var done = new AtomicLong();
        var parts = new LongArrayList[chunks.size()];
        IntStream.range(0, chunks.size()).parallel().forEach(i -> {
            if (progress.isCancelled()) {
                return;
            }
            Chunk chunk = chunks.get(i);
            parts[i] = scan.scan(chunk);
            progress.done(done.addAndGet(chunk.to() - chunk.from()));
        });
        progress.check();
        var all = new LongArrayList();
        for (LongArrayList part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
