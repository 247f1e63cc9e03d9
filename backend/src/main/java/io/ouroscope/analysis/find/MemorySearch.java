package io.ouroscope.analysis.find;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.progress.Progress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Looks for bytes or pointers in all memory of a process, on all processors, as fast as memory is read.
///
/// What reaches across the border of two regions that adjoin is found too; what would reach into missing memory is not.
public final class MemorySearch {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long CHUNK_BYTES = 4L << 20;
    /// Several patterns look at a piece of this size one after another, while it is in the processor's cache.
    private static final long BLOCK_BYTES = 256L << 10;

    private static final int STEP = 64;

    private final Memory memory;
    private final Sought sought;
    private final Places places;
    private final Progress progress;
    private final long chunkBytes;
    private final List<ByteFinder> finders;
    private final List<Chunk> chunks = new ArrayList<>();

    private record Chunk(Region region, long from, long to) {}

    private MemorySearch(Memory memory, Sought sought, Places places, Progress progress, long chunkBytes) {
        this.memory = memory;
        this.sought = sought;
        this.places = places;
        this.progress = progress;
        this.chunkBytes = chunkBytes;
        finders = sought instanceof Sought.Bytes runs
                ? runs.patterns().stream()
                        .map(pattern -> new ByteFinder(pattern.bytes()))
                        .toList()
                : List.of();
    }

    public static void run(Memory memory, Sought sought, Places places, Progress progress) {
        new MemorySearch(memory, sought, places, progress, CHUNK_BYTES).run();
    }

    static void run(Memory memory, Sought sought, Places places, Progress progress, long chunkBytes) {
        new MemorySearch(memory, sought, places, progress, chunkBytes).run();
    }

    private void run() {
        long total = 0;
        for (Region region : memory.regions()) {
            for (long from = 0; from < region.sizeBytes(); from += chunkBytes) {
                chunks.add(new Chunk(region, from, Math.min(from + chunkBytes, region.sizeBytes())));
            }
            total += region.sizeBytes();
        }
        progress.stage("Searching memory", total);
        places.begin(chunks.size());
        var next = new AtomicInteger();
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .parallel()
                .forEach(worker -> {
                    for (int i = next.getAndIncrement();
                            i < chunks.size() && !progress.isCancelled();
                            i = next.getAndIncrement()) {
                        Chunk chunk = chunks.get(i);
                        Places.Part part = places.newPart();
                        if (sought instanceof Sought.Pointer pointer) {
                            pointers(pointer, chunk, part);
                        } else {
                            runs(chunk, part);
                        }
                        places.finish(i, part, chunk.to - chunk.from);
                        progress.done(places.searchedBytes());
                    }
                });
        progress.check();
    }

    private void runs(Chunk chunk, Places.Part part) {
        Region region = chunk.region;
        MemorySegment bytes = region.bytes();
        if (finders.size() == 1) {
            ByteFinder finder = finders.getFirst();
            finder.find(bytes, chunk.from, chunk.to, offset -> part.add(region.start() + offset, 0));
            across(region, chunk.from, chunk.to, finder, offset -> part.add(region.start() + offset, 0));
            return;
        }
        var found = new Hits();
        for (long from = chunk.from; from < chunk.to; from += BLOCK_BYTES) {
            long to = Math.min(from + BLOCK_BYTES, chunk.to);
            found.clear();
            for (int i = 0; i < finders.size(); i++) {
                int pattern = i;
                finders.get(i).find(bytes, from, to, offset -> found.add(offset, pattern));
                across(region, from, to, finders.get(i), offset -> found.add(offset, pattern));
            }
            found.sorted((offset, pattern) -> part.add(region.start() + offset, pattern));
        }
    }

    /// What begins in the last bytes of a region and ends in those that adjoin it.
    private void across(Region region, long start, long end, ByteFinder finder, ByteFinder.Sink sink) {
        long from = Math.max(start, region.sizeBytes() - finder.length() + 1);
        if (from >= end || !memory.isReadable(region.end() - 1, 2)) {
            return;
        }
        byte[] bytes = new byte[finder.length()];
        for (long offset = from; offset < end; offset++) {
            if (memory.isReadable(region.start() + offset, bytes.length)) {
                memory.copy(region.start() + offset, bytes, 0, bytes.length);
                if (Arrays.equals(bytes, finder.run())) {
                    sink.found(offset);
                }
            }
        }
    }

    private void pointers(Sought.Pointer pointer, Chunk chunk, Places.Part part) {
        MemorySegment bytes = chunk.region.bytes();
        long start = chunk.region.start();
        long low = pointer.from();
        long size = pointer.to() - low;
        long at = chunk.from + (-(start + chunk.from) & Long.BYTES - 1);
        long end = Math.min(chunk.to, chunk.region.sizeBytes() - Long.BYTES + 1);
        long wide = Math.min(end, chunk.region.sizeBytes() - STEP + 1);
        for (; at < wide; at += STEP) {
            long inside = 0;
            for (int i = 0; i < STEP; i += Long.BYTES) {
                long distance = bytes.get(WORD, at + i) - low;
                // The sign of it says that the distance is neither negative nor beyond the size.
                inside |= distance - size & ~distance;
            }
            if (inside < 0) {
                words(bytes, at, Math.min(at + STEP, end), start, low, size, part);
            }
        }
        if (at < end) {
            words(bytes, at, end, start, low, size, part);
            at = end + (-(start + end) & Long.BYTES - 1);
        }
        long address = start + at;
        if (at < chunk.to && memory.isReadable(address, Long.BYTES)) {
            long distance = memory.getLong(address) - low;
            if (distance >= 0 && distance < size) {
                part.add(address, 0);
            }
        }
    }

    private static void words(
            MemorySegment bytes, long from, long to, long start, long low, long size, Places.Part part) {
        for (long at = from; at < to; at += Long.BYTES) {
            long distance = bytes.get(WORD, at) - low;
            if (distance >= 0 && distance < size) {
                part.add(start + at, 0);
            }
        }
    }
}
