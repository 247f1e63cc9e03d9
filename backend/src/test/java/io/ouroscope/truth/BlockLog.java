package io.ouroscope.truth;

import it.unimi.dsi.fastutil.longs.LongArrays;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/// What the allocator hook (`tools/truth/hook.c`) noted: the last event of each block, sorted by address.
final class BlockLog {
    private static final long MAGIC = 0x4b4f_4f48_4f52_554fL;
    private static final int HEADER_BYTES = 32;
    private static final int ENTRY_BYTES = 16;

    /// What the log says of an address.
    enum Verdict {
        /// A block that is allocated begins there.
        ALLOCATED,
        /// A block that was freed began there.
        FREED,
        /// It lies inside a block that is allocated.
        INSIDE,
        /// No event concerns it.
        UNKNOWN
    }

    private final long[] blocks;
    private final long[] states;

    private BlockLog(long[] blocks, long[] states) {
        this.blocks = blocks;
        this.states = states;
    }

    static BlockLog read(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            if (bytes.get(ValueLayout.JAVA_LONG, 0) != MAGIC || bytes.get(ValueLayout.JAVA_LONG, 24) != 0) {
                throw new IOException(file + " is no complete log of blocks");
            }
            long capacity = bytes.get(ValueLayout.JAVA_LONG, 8);
            long[] blocks = new long[Math.toIntExact(capacity)];
            long[] states = new long[blocks.length];
            int count = 0;
            for (int i = 0; i < capacity; i++) {
                long at = HEADER_BYTES + (long) i * ENTRY_BYTES;
                long block = bytes.get(ValueLayout.JAVA_LONG, at);
                if (block != 0) {
                    blocks[count] = block;
                    states[count++] = bytes.get(ValueLayout.JAVA_LONG, at + 8);
                }
            }
            blocks = Arrays.copyOf(blocks, count);
            states = Arrays.copyOf(states, count);
            LongArrays.parallelQuickSort(blocks, states);
            return new BlockLog(blocks, states);
        }
    }

    int size() {
        return blocks.length;
    }

    /// @param block where a block may begin; addresses of the process are below 2^63
    Verdict verdict(long block) {
        int at = Arrays.binarySearch(blocks, block);
        if (at >= 0) {
            return (states[at] & 1) != 0 ? Verdict.ALLOCATED : Verdict.FREED;
        }
        // Blocks are reused in other sizes: the nearest one before that is allocated counts.
        for (int before = -at - 2, tried = 0; before >= 0 && tried < 4096; before--, tried++) {
            if ((states[before] & 1) != 0) {
                return block < blocks[before] + (states[before] >>> 1) ? Verdict.INSIDE : Verdict.UNKNOWN;
            }
        }
        return Verdict.UNKNOWN;
    }
}
