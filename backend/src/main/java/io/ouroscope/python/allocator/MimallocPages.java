package io.ouroscope.python.allocator;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.python.allocator.BlockVisitor.Use;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pages of mimalloc, from which free-threaded builds take all objects (mimalloc 2.1.2 and 2.2 and later, as in
/// CPython 3.13t to 3.15t).
///
/// A segment begins at a multiple of 32 MiB with a table of its slices of 64 KiB; a page is a run of slices with blocks
/// of one size. No root is needed: the table's runs must end exactly where the segment does. Pages of threads that are
/// gone are found like all others. A block is free if it is in one of its page's lists, or in the list of blocks that
/// other threads gave back to the page's heap.
final class MimallocPages implements Allocator {
    private static final long SEGMENT_BYTES = 32L << 20;
    private static final int SLICE_SHIFT = 16;
    private static final int SLICE_BYTES = 1 << SLICE_SHIFT;
    /// A huge block has a segment of its own; 2^40 bytes are more than anybody has.
    private static final long MOST_SLICES = 1L << 24;
    /// `MI_HUGE_BLOCK_SIZE`: the block is as large as its page.
    private static final long HUGE_BLOCK = 2L << 30;

    /// The two low bits of `xthread_free` are a state.
    private static final long LINK_MASK = ~3L;

    /// `MI_SEGMENT_HUGE`: one block of any size.
    private static final int HUGE_SEGMENT = 1;

    private static final int LARGEST_TRIPLE = 64;
    private static final int LARGEST_OFFSET = 512;

    /// Blocks of one size, `[start, start + carved * blockBytes)`, in slices that end at `end`.
    private record Page(long first, long start, long end, long blockBytes, int carved, long[] free) {

        boolean isFree(int block) {
            return (free[block >>> 6] >>> block & 1) != 0;
        }

        /// The block that begins at `address`, -1 if none does.
        int block(long address) {
            long offset = address - start;
            return offset >= 0 && offset % blockBytes == 0 && offset / blockBytes < carved
                    ? (int) (offset / blockBytes)
                    : -1;
        }
    }

    /// `[start, end)` with the pages `[firstPage, endPage)` of the list.
    private record Segment(long start, long end, int firstPage, int endPage) {}

    private final Memory memory;
    private final StructLayout page;
    private final int pageBytes;
    private final int slicesOffset;
    private final int sliceEntriesOffset;
    private final int usedOffset;
    private final int kindOffset;
    private final int delayedFreeOffset;
    private final int blockSizeOffset;
    private final boolean startIsStored;
    private final Long2ObjectOpenHashMap<Page> pageOfSlice = new Long2ObjectOpenHashMap<>();
    private final List<Page> pages = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    /// Multiples of 32 MiB that segments cover.
    private final LongOpenHashSet segmentUnits = new LongOpenHashSet();
    private final LongOpenHashSet heaps = new LongOpenHashSet();

    private MimallocPages(Memory memory, Layout layout) {
        this.memory = memory;
        page = layout.struct("mi_page_t");
        pageBytes = page.sizeBytes();
        StructLayout segment = layout.struct("mi_segment_t");
        slicesOffset = segment.offset("slices");
        sliceEntriesOffset = segment.offset("slice_entries");
        usedOffset = segment.offset("used");
        kindOffset = segment.offset("kind");
        delayedFreeOffset = layout.offset("mi_heap_t", "thread_delayed_free");
        startIsStored = page.has("page_start");
        blockSizeOffset = page.offset(startIsStored ? "block_size" : "xblock_size");
    }

    /// Null in builds that do not use mimalloc for objects.
    static @Nullable MimallocPages of(Memory memory, Layout layout) {
        if (!layout.version().freeThreaded() || !layout.has("mi_page_t")) {
            return null;
        }
        var found = new MimallocPages(memory, layout);
        found.find();
        return found;
    }

    private void find() {
        long end = 0;
        for (Region region : memory.regions()) {
            long first = region.start() + SEGMENT_BYTES - 1 & -SEGMENT_BYTES;
            for (long segment = first;
                    region.writable() && Long.compareUnsigned(segment, region.start()) >= 0 && region.contains(segment);
                    segment += SEGMENT_BYTES) {
                if (Long.compareUnsigned(segment, end) >= 0) {
                    end = Math.max(end, readSegment(segment));
                }
            }
        }
        heaps.forEach(this::freeDelayed);
    }

    /// @return where the segment ends, 0 if there is none
    private long readSegment(long segment) {
        if (!memory.isReadable(segment, slicesOffset + pageBytes)) {
            return 0;
        }
        long entries = memory.getLong(segment + sliceEntriesOffset);
        long used = memory.getLong(segment + usedOffset);
        long tableBytes = entries * pageBytes;
        if (entries <= 1
                || entries > MOST_SLICES
                || !memory.isReadable(segment + slicesOffset, Math.min(tableBytes, SLICE_BYTES - slicesOffset))) {
            return 0;
        }
        var runs = new ArrayList<long[]>();
        boolean huge = memory.getInt(segment + kindOffset) == HUGE_SEGMENT;
        long usedRuns = 0;
        long index = 0;
        while (index < entries) {
            long slice = segment + slicesOffset + index * pageBytes;
            if (!memory.isReadable(slice, pageBytes)) {
                return 0;
            }
            long count = memory.getUnsignedInt(slice + page.offset("slice_count"));
            if (count == 0 || count > entries - index && (!huge || count > MOST_SLICES)) {
                return 0;
            }
            if (blockSize(slice) != 0) {
                usedRuns++;
            }
            runs.add(new long[] {slice, index, count});
            index += count;
        }
        // The segment's own table is a run that does not count as used; a thread may be stopped between two writes.
        if (Math.abs(usedRuns - 1 - used) > 1) {
            return 0;
        }
        long end = segment + (index << SLICE_SHIFT);
        int firstPage = pages.size();
        for (long[] run : runs) {
            readPage(segment, run[0], run[1], run[2]);
        }
        segments.add(new Segment(segment, end, firstPage, pages.size()));
        for (long unit = segment; unit < end; unit += SEGMENT_BYTES) {
            segmentUnits.add(unit);
        }
        return end;
    }

    private long blockSize(long slice) {
        return startIsStored ? memory.getLong(slice + blockSizeOffset) : memory.getUnsignedInt(slice + blockSizeOffset);
    }

    private void readPage(long segment, long slice, long index, long slices) {
        long first = segment + (index << SLICE_SHIFT);
        long end = first + (slices << SLICE_SHIFT);
        int carved = memory.getUnsignedShort(slice + page.offset("capacity"));
        long blockBytes = blockSize(slice);
        if (index == 0 || carved == 0 || blockBytes < Long.BYTES) {
            return;
        }
        long start = startIsStored ? memory.getLong(slice + page.offset("page_start")) : first + shift(blockBytes);
        if (!startIsStored && blockBytes >= HUGE_BLOCK) {
            blockBytes = end - start;
        }
        if (start < first || start >= end || carved > (end - start) / blockBytes) {
            return;
        }
        var found = new Page(first, start, end, blockBytes, carved, new long[(carved + 63) / 64]);
        free(found, memory.getLong(slice + page.offset("free")));
        free(found, memory.getLong(slice + page.offset("local_free")));
        free(found, memory.getLong(slice + page.offset("xthread_free")) & LINK_MASK);
        heaps.add(memory.getLong(slice + page.offset("xheap")) & LINK_MASK);
        pages.add(found);
        for (long i = 0; i < slices; i++) {
            pageOfSlice.put((first >>> SLICE_SHIFT) + i, found);
        }
    }

    /// Small blocks do not begin at the start of their page, to spread over the processor's caches.
    private static long shift(long blockBytes) {
        return blockBytes <= LARGEST_TRIPLE ? 3 * blockBytes : blockBytes <= LARGEST_OFFSET ? blockBytes : 0;
    }

    private void free(Page in, long list) {
        long block = list;
        for (int i = 0; block != 0 && i <= in.carved; i++) {
            int index = in.block(block);
            if (index < 0 || !memory.isReadable(block, Long.BYTES)) {
                return;
            }
            in.free[index >>> 6] |= 1L << index;
            block = memory.getLong(block);
        }
    }

    /// What other threads gave back to a heap whose page was full.
    private void freeDelayed(long heap) {
        if (heap == 0 || !memory.isReadable(heap + delayedFreeOffset, Long.BYTES)) {
            return;
        }
        long block = memory.getLong(heap + delayedFreeOffset);
        var seen = new LongOpenHashSet();
        while (block != 0 && seen.add(block)) {
            Page in = pageOfSlice.get(block >>> SLICE_SHIFT);
            int index = in == null ? -1 : in.block(block);
            if (in == null || index < 0 || !memory.isReadable(block, Long.BYTES)) {
                return;
            }
            in.free[index >>> 6] |= 1L << index;
            block = memory.getLong(block);
        }
    }

    int size() {
        return pages.size();
    }

    @Override
    public Verdict verdict(long address) {
        Page in = pageOfSlice.get(address >>> SLICE_SHIFT);
        if (in == null) {
            return segmentUnits.contains(address & -SEGMENT_BYTES) ? Verdict.NO_BLOCK : Verdict.UNKNOWN;
        }
        int block = in.block(address);
        return block < 0 ? Verdict.NO_BLOCK : in.isFree(block) ? Verdict.FREE : Verdict.ALLOCATED;
    }

    @Override
    public boolean manages(long address) {
        return segmentUnits.contains(address & -SEGMENT_BYTES);
    }

    @Override
    public boolean isFree(long address) {
        Page in = pageOfSlice.get(address >>> SLICE_SHIFT);
        if (in == null) {
            return false;
        }
        long block = Math.floorDiv(address - in.start, in.blockBytes);
        return block < 0 || block >= in.carved || in.isFree((int) block);
    }

    @Override
    public long blockBytes(long address) {
        Page in = pageOfSlice.get(address >>> SLICE_SHIFT);
        return in == null ? 0 : in.blockBytes;
    }

    @Override
    public void visit(BlockVisitor visitor) {
        for (Segment segment : segments) {
            long at = segment.start;
            for (Page each : pages.subList(segment.firstPage, segment.endPage)) {
                visitor.range(at, each.start, Use.PYTHON_FREE);
                for (int block = 0; block < each.carved; block++) {
                    long start = each.start + block * each.blockBytes;
                    visitor.range(start, start + each.blockBytes, each.isFree(block) ? Use.PYTHON_FREE : Use.PYTHON);
                }
                at = each.start + each.carved * each.blockBytes;
            }
            visitor.range(at, segment.end, Use.PYTHON_FREE);
        }
    }
}
