package io.ouroscope.python.allocator;

import io.ouroscope.memory.Memory;
import org.jspecify.annotations.Nullable;

/// A run of glibc malloc chunks, `[start, end)`, one after the other: where they begin and which are free.
///
/// Costs 2 bits per 16 bytes and 4 bytes per 4 KiB. A chunk begins with the size of the one before it (if that is free)
/// and its own size, whose low bits are flags; its block begins 16 bytes after it and reaches 8 bytes into the next
/// chunk. Glibc 2.26 to 2.43 (malloc/malloc.c). Heaps of more than 32 GB are not read.
final class ChunkRange {
    static final int HEAD_BYTES = 16;
    static final long PREVIOUS_IN_USE = 1;
    static final long MAPPED = 2;
    static final long FLAGS = 7;
    private static final int ALIGNMENT_SHIFT = 4;
    private static final int PAGE_SHIFT = 12;
    private static final int LEAST_CHUNK_BYTES = 32;
    private static final int LEAST_CHUNKS = 8;
    private static final int LEAST_WITHOUT_END = 1000;
    private static final int MOST_FENCE_BYTES = 64;

    final long start;
    final long end;
    /// The last chunk: what was never handed out.
    final long top;

    private final Memory memory;
    private final long[] begins;
    private final long[] free;
    /// Per 4 KiB the chunk that holds its first byte, in units of 16 bytes from the start.
    private final int[] before;

    private ChunkRange(Memory memory, long start, long end, boolean complete) {
        this.memory = memory;
        this.start = start;
        this.end = end;
        int slots = (int) (end - start >>> ALIGNMENT_SHIFT);
        begins = new long[(slots >>> 6) + 1];
        free = new long[begins.length];
        before = new int[(int) (end - start >>> PAGE_SHIFT) + 1];
        long last = start;
        int page = 0;
        for (long chunk = start; chunk < end; chunk = next(memory, chunk, end)) {
            int slot = slot(chunk);
            begins[slot >>> 6] |= 1L << slot;
            if (chunk != start && (memory.getLong(chunk + 8) & PREVIOUS_IN_USE) == 0) {
                setFree(last);
            }
            long next = next(memory, chunk, end);
            while (page < before.length && start + ((long) page << PAGE_SHIFT) < next) {
                before[page++] = slot;
            }
            last = chunk;
        }
        top = last;
        if (complete) {
            setFree(top);
        }
    }

    private static long next(Memory memory, long chunk, long end) {
        long bytes = size(memory, chunk);
        return bytes < LEAST_CHUNK_BYTES ? end : chunk + bytes;
    }

    /// The chunks from `start` on, null if they are none: sound chunks that end exactly at `end`, or so many that
    /// only a thread stopped in the middle of a change can be why they do not.
    static @Nullable ChunkRange walk(Memory memory, long start, long end) {
        if (end <= start
                || (start & HEAD_BYTES - 1) != 0
                || end - start >>> ALIGNMENT_SHIFT >= Integer.MAX_VALUE
                || !memory.isReadable(start, end - start)) {
            return null;
        }
        int chunks = 0;
        long chunk = start;
        long before = 0;
        while (end - chunk >= HEAD_BYTES) {
            long head = memory.getLong(chunk + 8);
            long bytes = head & ~FLAGS;
            boolean free = chunks > 0 && (head & PREVIOUS_IN_USE) == 0;
            if (isFence(bytes, end - chunk)) {
                chunk = end;
            } else if (bytes < LEAST_CHUNK_BYTES
                    || (bytes & HEAD_BYTES - 1) != 0
                    || bytes > end - chunk
                    || (head & MAPPED) != 0
                    || free && memory.getLong(chunk) != before) {
                break;
            } else {
                chunk += bytes;
                before = bytes;
                chunks++;
            }
        }
        boolean complete = chunk == end;
        return complete && chunks >= LEAST_CHUNKS || chunks >= LEAST_WITHOUT_END
                ? new ChunkRange(memory, start, chunk, complete)
                : null;
    }

    /// What malloc leaves at the end of a heap that it could not extend.
    private static boolean isFence(long bytes, long left) {
        return bytes <= HEAD_BYTES && left <= MOST_FENCE_BYTES;
    }

    private static long size(Memory memory, long chunk) {
        return memory.getLong(chunk + 8) & ~FLAGS;
    }

    private int slot(long address) {
        return (int) (address - start >>> ALIGNMENT_SHIFT);
    }

    boolean contains(long address) {
        return address >= start && address < end;
    }

    /// Whether a chunk begins exactly at `chunk`.
    boolean isChunk(long chunk) {
        return contains(chunk) && (chunk & HEAD_BYTES - 1) == 0 && (begins[slot(chunk) >>> 6] >>> slot(chunk) & 1) != 0;
    }

    /// The chunk that holds `address`.
    long chunkOf(long address) {
        int slot = slot(address);
        int page = (int) (address - start >>> PAGE_SHIFT);
        int first = slot(start + ((long) page << PAGE_SHIFT));
        int word = slot >>> 6;
        long bits = begins[word] & -1L >>> 63 - (slot & 63);
        while (bits == 0 && word > first >>> 6) {
            bits = begins[--word];
        }
        int found = bits == 0 ? -1 : (word << 6) + 63 - Long.numberOfLeadingZeros(bits);
        return start + ((long) (found < first ? before[page] : found) << ALIGNMENT_SHIFT);
    }

    long chunkBytes(long chunk) {
        return next(memory, chunk, end) - chunk;
    }

    boolean isFree(long chunk) {
        return (free[slot(chunk) >>> 6] >>> slot(chunk) & 1) != 0;
    }

    void setFree(long chunk) {
        free[slot(chunk) >>> 6] |= 1L << slot(chunk);
    }
}
