package io.ouroscope.python.allocator;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.python.allocator.BlockVisitor.Use;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The C library's heap (glibc): the main heap, the arenas of other threads, blocks with a mapping of their own.
///
/// No symbols are needed: a heap is a run of chunks that ends exactly where its mapping does. A chunk is free if the
/// one
/// after it says so; those that a thread or a fast bin keeps for itself look used and are found through their lists
/// ([FreeChunks]). C code may keep objects inside its own blocks (an interpreter's state does): where no block begins,
/// nothing is known. Another malloc (musl, jemalloc) is not recognised: everything is unknown then.
final class MallocHeap implements Allocator {
    /// `HEAP_MAX_SIZE`: heaps of arenas begin at multiples of it.
    static final long ARENA_BYTES = 64L << 20;

    /// A `heap_info` and a `malloc_state` may lie before an arena's first chunk.
    private static final int MOST_ARENA_HEAD_BYTES = 4096;
    private static final int SIZE_OFFSET_IN_HEAP_INFO = 16;
    private static final int PAGE_BYTES = 4096;
    private static final long NON_MAIN_ARENA = 4;

    private final Memory memory;
    private final List<ChunkRange> ranges = new ArrayList<>();

    MallocHeap(Memory memory) {
        this.memory = memory;
        memory.regions().stream().filter(MallocHeap::canHoldHeaps).forEach(this::findHeaps);
        ranges.sort(Comparator.comparingLong(range -> range.start));
        new FreeChunks(memory, this).mark();
    }

    private static boolean canHoldHeaps(Region region) {
        return region.writable()
                && region.start() >= 0
                && (region.path().isEmpty() || region.path().equals("[heap]"));
    }

    private void findHeaps(Region region) {
        add(ChunkRange.walk(memory, region.start(), region.end()));
        for (long heap = region.start() + ARENA_BYTES - 1 & -ARENA_BYTES;
                heap >= region.start() && region.contains(heap);
                heap += ARENA_BYTES) {
            add(arena(heap));
        }
    }

    private void add(@Nullable ChunkRange range) {
        if (range != null) {
            ranges.add(range);
        }
    }

    private @Nullable ChunkRange arena(long heap) {
        long bytes = memory.isReadable(heap, PAGE_BYTES) ? memory.getLong(heap + SIZE_OFFSET_IN_HEAP_INFO) : 0;
        if (bytes < PAGE_BYTES || bytes > ARENA_BYTES || bytes % PAGE_BYTES != 0 || !memory.isReadable(heap, bytes)) {
            return null;
        }
        for (int offset = 32; offset < MOST_ARENA_HEAD_BYTES; offset += ChunkRange.HEAD_BYTES) {
            long flags = memory.getLong(heap + offset + 8) & ChunkRange.FLAGS;
            if (flags == (NON_MAIN_ARENA | ChunkRange.PREVIOUS_IN_USE)) {
                ChunkRange range = ChunkRange.walk(memory, heap + offset, heap + bytes);
                if (range != null) {
                    return range;
                }
            }
        }
        return null;
    }

    List<ChunkRange> ranges() {
        return ranges;
    }

    /// The heap that holds `address`, null if none does.
    @Nullable
    ChunkRange range(long address) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            ChunkRange range = ranges.get(middle);
            if (address < range.start) {
                high = middle - 1;
            } else if (address >= range.end) {
                low = middle + 1;
            } else {
                return range;
            }
        }
        return null;
    }

    @Override
    public Verdict verdict(long address) {
        ChunkRange range = range(address);
        if (range == null) {
            return mappedBytes(address - ChunkRange.HEAD_BYTES) > 0 ? Verdict.ALLOCATED : Verdict.UNKNOWN;
        }
        long chunk = range.chunkOf(address);
        if (range.isFree(chunk)) {
            return Verdict.FREE;
        }
        return chunk + ChunkRange.HEAD_BYTES == address ? Verdict.ALLOCATED : Verdict.UNKNOWN;
    }

    /// Size of the chunk at `chunk` if it has a mapping of its own, else 0.
    private long mappedBytes(long chunk) {
        if ((chunk & ChunkRange.HEAD_BYTES - 1) != 0 || !memory.isReadable(chunk, ChunkRange.HEAD_BYTES)) {
            return 0;
        }
        long padding = memory.getLong(chunk);
        long size = memory.getLong(chunk + 8);
        long bytes = size & ~ChunkRange.FLAGS;
        boolean mapped = (size & ChunkRange.FLAGS) == ChunkRange.MAPPED
                && padding >= 0
                && padding < PAGE_BYTES
                && (chunk - padding) % PAGE_BYTES == 0
                && bytes > 0
                && (bytes + padding) % PAGE_BYTES == 0
                && memory.isReadable(chunk, bytes);
        return mapped ? bytes : 0;
    }

    @Override
    public boolean manages(long address) {
        return range(address) != null;
    }

    @Override
    public boolean isFree(long address) {
        ChunkRange range = range(address);
        return range != null && range.isFree(range.chunkOf(address));
    }

    @Override
    public long blockBytes(long address) {
        ChunkRange range = range(address);
        if (range != null) {
            return range.chunkBytes(range.chunkOf(address)) - Long.BYTES;
        }
        return Math.max(0, mappedBytes(address - ChunkRange.HEAD_BYTES) - ChunkRange.HEAD_BYTES);
    }

    @Override
    public void visit(BlockVisitor visitor) {
        for (ChunkRange range : ranges) {
            for (long chunk = range.start; chunk < range.end; chunk += range.chunkBytes(chunk)) {
                visitor.range(
                        chunk, chunk + range.chunkBytes(chunk), range.isFree(chunk) ? Use.NATIVE_FREE : Use.NATIVE);
            }
        }
    }
}
