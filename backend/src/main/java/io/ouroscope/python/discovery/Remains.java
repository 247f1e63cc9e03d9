package io.ouroscope.python.discovery;

import io.ouroscope.python.allocator.Allocators;
import io.ouroscope.python.allocator.Verdict;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;

/// Recognises what is left of an object that is no more.
///
/// Its type word is still there, its reference count is not: it went to zero, or a list of free blocks or of free
/// objects goes through it. So remains are told by their place: a block of the size of the type's objects begins
/// right before them. What they contained may be overwritten.
final class Remains {
    private static final int ALIGNMENT = 16;
    /// A free chunk of the C library's that was joined with its neighbour keeps its own head in front.
    private static final int CHUNK_HEAD_BYTES = 8;

    private static final long CHUNK_FLAGS = 7;
    /// mimalloc's sizes are at most an eighth apart.
    private static final int SPARE = 8;

    private final Heap heap;
    private final Allocators allocators;

    Remains(Heap heap, Allocators allocators) {
        this.heap = heap;
        this.allocators = allocators;
    }

    /// @param verdict of the block that would begin before `object`
    boolean isFreed(long object, PyType type, Verdict verdict) {
        return switch (verdict) {
            case FREE -> fits(object, type, true);
            // Kept by its type to be used again, or just being freed.
            case ALLOCATED -> heap.structs().header.isFreedCount(object) && fits(object, type, false);
            case NO_BLOCK, UNKNOWN -> false;
        };
    }

    /// @param tight whether the block must have no room to spare; debug builds put something before and behind
    private boolean fits(long object, PyType type, boolean tight) {
        long before = heap.bytesBefore(object, type);
        long block = object - before;
        long least = before + type.basicSize();
        long blockBytes = allocators.isDivided(block) ? allocators.blockBytes(block) : chunkBytes(block);
        long rounded = least + ALIGNMENT - 1 & -ALIGNMENT;
        boolean itemsFit = type.itemSize() == 0 || heap.bodyBytes(object, type) <= blockBytes - before;
        return blockBytes >= least
                && itemsFit
                && (!tight || type.itemSize() != 0 || blockBytes <= rounded + rounded / SPARE + ALIGNMENT);
    }

    private long chunkBytes(long block) {
        return heap.memory().isReadable(block - CHUNK_HEAD_BYTES, CHUNK_HEAD_BYTES)
                ? (heap.memory().getLong(block - CHUNK_HEAD_BYTES) & ~CHUNK_FLAGS) - CHUNK_HEAD_BYTES
                : 0;
    }
}
