package io.ouroscope.analysis.query;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Census;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;

/// The objects that fit a query, as far as it has been answered: any page of them is found at once.
///
/// One bit for each object of the snapshot, and 4 bytes for each that fits if they are sorted. While the search runs,
/// readers see what was found in the leading part of the memory that is finished, so that a row never moves in address
/// order. Any number of threads may read; each chunk is written by one.
public final class ObjectMatches {
    /// A multiple of 64: no word of bits belongs to two chunks.
    static final int CHUNK_NODES = 1 << 14;

    private static final int UNFINISHED = -1;
    private static final int MOST_FOR_A_READER = 500_000;

    private final Order order;
    private final IntToLongFunction orderedBy;
    private final int nodes;
    private final long[] bits;
    private final AtomicIntegerArray counts;
    private final long[] chunkSizes;
    private final long[] chunkMemory;
    private final int[] chunkUndecided;
    /// How many fit before each chunk of the finished part.
    private final int[] ranks;

    private int finishedChunks;
    private long sizeBytes;
    private long memoryBytes;
    private int undecided;
    private int[] sorted = new int[0];
    /// Sums of those that are sorted.
    private Page ofSorted = new Page(sorted, 0, 0, 0, 0);

    /// @param analysis of the snapshot that will be searched
    public ObjectMatches(Analysis analysis, Order order) {
        this(
                analysis.process().census(),
                order,
                switch (order.by()) {
                    case ADDRESS -> node -> node;
                    case SIZE -> analysis::sizeBytes;
                    case MEMORY -> analysis::memoryBytes;
                });
    }

    ObjectMatches(Census census, Order order, IntToLongFunction orderedBy) {
        this.order = order;
        this.orderedBy = orderedBy;
        nodes = census.size();
        int chunks = chunks();
        bits = new long[(nodes + 63) / 64];
        counts = new AtomicIntegerArray(chunks);
        for (int chunk = 0; chunk < chunks; chunk++) {
            counts.setPlain(chunk, UNFINISHED);
        }
        chunkSizes = new long[chunks];
        chunkMemory = new long[chunks];
        chunkUndecided = new int[chunks];
        ranks = new int[chunks + 1];
    }

    int chunks() {
        return (nodes + CHUNK_NODES - 1) / CHUNK_NODES;
    }

    /// One page, and what is true of all that was found when it was read.
    ///
    /// @param nodes those of the page
    /// @param undecided how many objects could not be searched to their end, and so are not among those found
    public record Page(int[] nodes, long total, long sizeBytes, long memoryBytes, int undecided) {}

    /// The matches with position in `[offset, offset + limit)`.
    public synchronized Page page(long offset, int limit) {
        advance();
        int found = ranks[finishedChunks];
        if (order.by() != Order.By.ADDRESS) {
            sort();
            return sortedPage(offset, limit);
        } else if (order.descending()) {
            int[] page = fromEnd(offset, limit, found);
            return new Page(page, found, sizeBytes, memoryBytes, undecided);
        }
        int from = (int) Math.min(offset, found);
        int[] page = new int[Math.min(limit, found - from)];
        fill(page, from);
        return new Page(page, found, sizeBytes, memoryBytes, undecided);
    }

    private Page sortedPage(long offset, int limit) {
        int from = (int) Math.min(offset, sorted.length);
        int to = Math.min(from + limit, sorted.length);
        return new Page(
                Arrays.copyOfRange(sorted, from, to),
                sorted.length,
                ofSorted.sizeBytes(),
                ofSorted.memoryBytes(),
                ofSorted.undecided());
    }

    /// All matches in their order, once the search is over.
    public void forEach(IntConsumer visitor) {
        if (order.by() != Order.By.ADDRESS) {
            page(0, 0);
            for (int node : sorted) {
                visitor.accept(node);
            }
        } else if (order.descending()) {
            for (int node = nodes - 1; node >= 0; node--) {
                if ((bits[node >> 6] & 1L << node) != 0) {
                    visitor.accept(node);
                }
            }
        } else {
            for (int word = 0; word < bits.length; word++) {
                for (long left = bits[word]; left != 0; left &= left - 1) {
                    visitor.accept(64 * word + Long.numberOfTrailingZeros(left));
                }
            }
        }
    }

    /// What this takes of the heap.
    public synchronized long heapBytes() {
        return 8L * bits.length + 4L * sorted.length + 24L * ranks.length;
    }

    void add(int node) {
        bits[node >> 6] |= 1L << node;
    }

    /// Nothing more will be added of this chunk.
    void finish(int chunk, int count, long sizes, long memory, int notDecided) {
        chunkSizes[chunk] = sizes;
        chunkMemory[chunk] = memory;
        chunkUndecided[chunk] = notDecided;
        counts.set(chunk, count);
    }

    /// Nothing more will be added at all. What is to be sorted is sorted now, unless the search was cancelled; readers
    /// meanwhile see what was sorted for them.
    void end(Progress progress) {
        if (order.by() == Order.By.ADDRESS || progress.isCancelled()) {
            return;
        }
        Page all;
        int end;
        synchronized (this) {
            advance();
            all = sums(finishedChunks);
            end = finishedChunks;
        }
        progress.stage("Sorting objects", nodes);
        int[] inOrder = sorted(end, progress);
        synchronized (this) {
            sorted = inOrder;
            ofSorted = all;
        }
    }

    /// Of the first chunks.
    private Page sums(int chunks) {
        long size = 0;
        long memory = 0;
        int notDecided = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            size += chunkSizes[chunk];
            memory += chunkMemory[chunk];
            notDecided += chunkUndecided[chunk];
        }
        return new Page(new int[0], ranks[chunks], size, memory, notDecided);
    }

    private int[] sorted(int chunks, Progress progress) {
        int end = Math.min(nodes, chunks * CHUNK_NODES);
        return SortedNodes.of(bits, end, ranks[chunks], orderedBy, order.descending(), progress);
    }

    private void advance() {
        while (finishedChunks < counts.length()) {
            int count = counts.get(finishedChunks);
            if (count == UNFINISHED) {
                return;
            }
            sizeBytes += chunkSizes[finishedChunks];
            memoryBytes += chunkMemory[finishedChunks];
            undecided += chunkUndecided[finishedChunks];
            ranks[finishedChunks + 1] = ranks[finishedChunks] + count;
            finishedChunks++;
        }
    }

    /// Before the end only when a quarter more was found, so that looking on does not cost more than the search, and
    /// never very many, since the reader waits for it: then those of the beginning of the memory.
    private void sort() {
        boolean many = ranks[finishedChunks] > MOST_FOR_A_READER;
        int chunks = many ? chunkOf(MOST_FOR_A_READER) : finishedChunks;
        if (ranks[chunks] - sorted.length > sorted.length / 4) {
            ofSorted = sums(chunks);
            sorted = sorted(chunks, Progress.NONE);
        }
    }

    private void fill(int[] page, int from) {
        int chunk = chunkOf(from);
        int skip = from - ranks[chunk];
        int word = chunk * (CHUNK_NODES / 64);
        for (int filled = 0; filled < page.length; word++) {
            for (long left = bits[word]; left != 0 && filled < page.length; left &= left - 1) {
                if (skip-- <= 0) {
                    page[filled++] = 64 * word + Long.numberOfTrailingZeros(left);
                }
            }
        }
    }

    private int[] fromEnd(long offset, int limit, int found) {
        int end = (int) Math.max(0, found - offset);
        int start = Math.max(0, end - limit);
        int[] page = new int[end - start];
        fill(page, start);
        for (int low = 0, high = page.length - 1; low < high; low++, high--) {
            int node = page[low];
            page[low] = page[high];
            page[high] = node;
        }
        return page;
    }

    /// The last chunk before which at most `from` fit.
    private int chunkOf(int from) {
        int low = 0;
        int high = finishedChunks;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (ranks[middle] <= from) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
