package io.ouroscope.python.allocator;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All allocators of a process as one: what begins at an address, and whether it is in use.
///
/// pymalloc or mimalloc for small blocks, the C library for the rest. With PYTHONMALLOC=debug and in development mode
/// each block begins with a head of its own inside another allocator's block.
public final class Allocators {
    /// The debug head: the size asked for, the letter of its API, seven bytes 0xFD.
    private static final int DEBUG_HEAD_BYTES = 16;

    private static final long DEBUG_HEAD_PAD = 0xFD_FDFD_FDFD_FDFDL;

    private final Memory memory;
    private final List<Allocator> allocators;

    private Allocators(Memory memory, List<Allocator> allocators) {
        this.memory = memory;
        this.allocators = List.copyOf(allocators);
    }

    public static Allocators of(Memory memory, Layout layout) {
        var found = new ArrayList<Allocator>();
        var pools = new PoolMap(memory, layout);
        if (pools.size() > 0) {
            found.add(pools);
        }
        MimallocPages pages = MimallocPages.of(memory, layout);
        if (pages != null && pages.size() > 0) {
            found.add(pages);
        }
        found.add(new MallocHeap(memory));
        return new Allocators(memory, found);
    }

    /// The same, made when first asked for.
    public static Supplier<Allocators> lazily(Memory memory, Layout layout) {
        return new Supplier<>() {
            private @Nullable Allocators made;

            @Override
            public synchronized Allocators get() {
                if (made == null) {
                    made = of(memory, layout);
                }
                return made;
            }
        };
    }

    /// What the block is that would begin at `block`.
    public Verdict verdict(long block) {
        Verdict verdict = plainVerdict(block);
        boolean open = verdict == Verdict.NO_BLOCK || verdict == Verdict.UNKNOWN;
        return open && hasDebugHead(block) ? plainVerdict(block - DEBUG_HEAD_BYTES) : verdict;
    }

    private boolean hasDebugHead(long block) {
        return memory.isReadable(block - DEBUG_HEAD_BYTES, DEBUG_HEAD_BYTES)
                && memory.getLong(block - Long.BYTES) >>> 8 == DEBUG_HEAD_PAD;
    }

    private Verdict plainVerdict(long block) {
        for (Allocator allocator : allocators) {
            Verdict verdict = allocator.verdict(block);
            if (verdict != Verdict.UNKNOWN) {
                return verdict;
            }
        }
        return Verdict.UNKNOWN;
    }

    /// Whether `address` lies in memory of which an allocator knows where blocks begin.
    public boolean manages(long address) {
        for (Allocator allocator : allocators) {
            if (allocator.manages(address)) {
                return true;
            }
        }
        return false;
    }

    /// Whether `address` lies in a free block.
    public boolean isFree(long address) {
        for (Allocator allocator : allocators) {
            if (allocator.isFree(address)) {
                return true;
            }
        }
        return false;
    }

    /// Bytes of the block that holds `address`, 0 where no allocator knows one.
    public long blockBytes(long address) {
        for (Allocator allocator : allocators) {
            long bytes = allocator.blockBytes(address);
            if (bytes > 0) {
                return bytes;
            }
        }
        return 0;
    }

    /// Whether `address` lies among blocks of one size, of pymalloc or mimalloc: they stay where they are when freed.
    public boolean isDivided(long address) {
        for (Allocator allocator : allocators) {
            if (!(allocator instanceof MallocHeap) && allocator.manages(address)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the allocator of Python's own was found, pymalloc or mimalloc.
    public boolean knowsPythons() {
        return allocators.stream().anyMatch(allocator -> !(allocator instanceof MallocHeap));
    }

    /// Reports what the allocators manage, one allocator after the other, each in address order. An arena may lie in
    /// a block of the C library's heap: what is reported first counts.
    public void visit(BlockVisitor visitor) {
        allocators.forEach(allocator -> allocator.visit(visitor));
    }
}
