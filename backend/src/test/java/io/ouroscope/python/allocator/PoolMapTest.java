package io.ouroscope.python.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A pool with four carved blocks of 64 bytes, the second and third of them free.
final class PoolMapTest {
    private static final int BLOCK_BYTES = 64;
    private static final int HEADER_BYTES = 48;

    private final ByteBuffer bytes = ByteBuffer.allocate(3 * 16384).order(ByteOrder.LITTLE_ENDIAN);

    private static long base(Layout layout) {
        return 0x7f00_0000_0000L + layout.features().poolBytes();
    }

    private PoolMap pools(Layout layout) {
        long base = base(layout);
        MemorySegment segment = MemorySegment.ofArray(bytes.array());
        return new PoolMap(
                new SegmentedMemory(List.of(new Region(base, base + bytes.capacity(), true, false, "", segment))),
                layout);
    }

    private void writePool(Layout layout) {
        long first = base(layout) + HEADER_BYTES;
        bytes.putInt(layout.offset("pool_header", "ref"), 2);
        bytes.putLong(layout.offset("pool_header", "freeblock"), first + 2 * BLOCK_BYTES);
        bytes.putInt(layout.offset("pool_header", "szidx"), BLOCK_BYTES / 16 - 1);
        bytes.putInt(layout.offset("pool_header", "nextoffset"), HEADER_BYTES + 4 * BLOCK_BYTES);
        bytes.putInt(
                layout.offset("pool_header", "maxnextoffset"), layout.features().poolBytes() - BLOCK_BYTES);
        bytes.putLong(HEADER_BYTES + 2 * BLOCK_BYTES, first + BLOCK_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.18", "3.9.18", "3.10.13", "3.11.7", "3.12.1", "3.13.18", "3.14.10", "3.15.2"})
    void blocksAreFreeOrAllocatedAsThePoolSays(String key) {
        Layout layout = Layouts.load(key);
        writePool(layout);
        PoolMap pools = pools(layout);
        long first = base(layout) + HEADER_BYTES;
        assertThat(pools.size()).isEqualTo(1);
        assertThat(pools.verdict(first)).isEqualTo(Verdict.ALLOCATED);
        assertThat(pools.verdict(first + BLOCK_BYTES)).isEqualTo(Verdict.FREE);
        assertThat(pools.verdict(first + 2 * BLOCK_BYTES)).isEqualTo(Verdict.FREE);
        assertThat(pools.verdict(first + 3 * BLOCK_BYTES)).isEqualTo(Verdict.ALLOCATED);
        assertThat(pools.verdict(first + 4 * BLOCK_BYTES)).as("never carved").isEqualTo(Verdict.NO_BLOCK);
        assertThat(pools.verdict(first + 16)).as("inside a block").isEqualTo(Verdict.NO_BLOCK);
        assertThat(pools.verdict(base(layout) - 64)).isEqualTo(Verdict.UNKNOWN);
        assertThat(pools.blockBytes(first + 70)).isEqualTo(BLOCK_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.9.18", "3.12.1"})
    void aHeaderThatContradictsItsFreeListIsNoPool(String key) {
        Layout layout = Layouts.load(key);
        writePool(layout);
        bytes.putInt(layout.offset("pool_header", "ref"), 3);
        assertThat(pools(layout).size()).isZero();
        bytes.putInt(layout.offset("pool_header", "ref"), 2);
        bytes.putLong(HEADER_BYTES + BLOCK_BYTES, base(layout) + HEADER_BYTES + 2 * BLOCK_BYTES);
        assertThat(pools(layout).size()).as("a free list in a circle").isZero();
    }
}
