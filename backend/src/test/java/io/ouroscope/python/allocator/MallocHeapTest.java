package io.ouroscope.python.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A heap as glibc 2.32 and later keep it: chunks up to the end of the mapping, a thread's cache, fast bins.
final class MallocHeapTest {
    private static final long BASE = 0x5555_0000_0000L;
    private static final int HEAP_BYTES = 16384;
    private static final long LIBC = 0x7f00_0000_0000L;
    private static final int CACHE_CHUNK_BYTES = 0x290;
    private static final int LISTS_OFFSET = 128;
    private static final long KEY = 0x1234_5678_9abc_def1L;

    private final ByteBuffer heap = ByteBuffer.allocate(HEAP_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer libc = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    private final long[] blocks = new long[10];
    private long cache;
    private int end;

    @BeforeEach
    void aHeapOfTenBlocksOfFortyBytesAfterACache() {
        cache = chunk(CACHE_CHUNK_BYTES);
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = chunk(48);
        }
        heap.putLong(end + 8, (HEAP_BYTES - end) | ChunkRange.PREVIOUS_IN_USE);
    }

    /// @return the address of its block
    private long chunk(int bytes) {
        heap.putLong(end + 8, bytes | ChunkRange.PREVIOUS_IN_USE);
        end += bytes;
        return BASE + end - bytes + ChunkRange.HEAD_BYTES;
    }

    private int offset(long block) {
        return (int) (block - BASE);
    }

    private static long mixed(long at, long next) {
        return next ^ at >>> 12;
    }

    private MallocHeap read() {
        return new MallocHeap(new SegmentedMemory(
                List.of(region(BASE, heap, "[heap]"), region(LIBC, libc, "/usr/lib/x86_64-linux-gnu/libc.so.6"))));
    }

    private static Region region(long start, ByteBuffer bytes, String path) {
        return new Region(start, start + bytes.capacity(), true, false, path, MemorySegment.ofArray(bytes.array()));
    }

    @Test
    void aBlockIsAllocatedWhereItsChunkBegins() {
        MallocHeap read = read();
        assertThat(read.verdict(blocks[3])).isEqualTo(Verdict.ALLOCATED);
        assertThat(read.blockBytes(blocks[3] + 17)).isEqualTo(40);
        assertThat(read.verdict(blocks[3] + 16))
                .as("C code may keep objects inside")
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(read.verdict(BASE + HEAP_BYTES - 64)).as("never handed out").isEqualTo(Verdict.FREE);
        assertThat(read.verdict(LIBC + 64)).isEqualTo(Verdict.UNKNOWN);
        assertThat(read.manages(LIBC + 64)).isFalse();
    }

    @Test
    void aChunkIsFreeIfTheNextOneSaysSo() {
        int next = offset(blocks[5]) - ChunkRange.HEAD_BYTES;
        heap.putLong(next, 48);
        heap.putLong(next + 8, 48);
        MallocHeap read = read();
        assertThat(read.verdict(blocks[4])).isEqualTo(Verdict.FREE);
        assertThat(read.isFree(blocks[4] + 20)).isTrue();
        assertThat(read.verdict(blocks[5])).isEqualTo(Verdict.ALLOCATED);
    }

    @Test
    void whatAThreadKeepsInItsCacheIsFree() {
        heap.putShort(offset(cache) + 2, (short) 2);
        heap.putLong(offset(cache) + LISTS_OFFSET + 8, blocks[2]);
        heap.putLong(offset(blocks[2]), mixed(blocks[2], blocks[7]));
        heap.putLong(offset(blocks[7]), mixed(blocks[7], 0));
        for (int i : new int[] {2, 7, 9}) {
            heap.putLong(offset(blocks[i]) + 8, KEY);
        }
        MallocHeap read = read();
        assertThat(read.verdict(blocks[2])).isEqualTo(Verdict.FREE);
        assertThat(read.verdict(blocks[7])).isEqualTo(Verdict.FREE);
        assertThat(read.verdict(blocks[9])).as("it has the key of the others").isEqualTo(Verdict.FREE);
        assertThat(read.verdict(blocks[8])).isEqualTo(Verdict.ALLOCATED);
    }

    @Test
    void whatLooksLikeACacheButListsBlocksOfAnotherSizeIsNone() {
        heap.putLong(offset(cache) + LISTS_OFFSET + 16, blocks[2]);
        assertThat(read().verdict(blocks[2])).isEqualTo(Verdict.ALLOCATED);
    }

    @Test
    void fastBinsStandBeforeThePointerToTheTop() {
        libc.putLong(256 + 8, blocks[1] - ChunkRange.HEAD_BYTES);
        libc.putLong(256 + 80, BASE + end);
        heap.putLong(offset(blocks[1]), mixed(blocks[1], blocks[6] - ChunkRange.HEAD_BYTES));
        heap.putLong(offset(blocks[6]), mixed(blocks[6], 0));
        MallocHeap read = read();
        assertThat(read.verdict(blocks[1])).isEqualTo(Verdict.FREE);
        assertThat(read.verdict(blocks[6])).isEqualTo(Verdict.FREE);
        assertThat(read.verdict(blocks[0])).isEqualTo(Verdict.ALLOCATED);
    }

    @Test
    void aHeapWhoseChunksDoNotEndWithItIsNotTrusted() {
        heap.putLong(end + 8, 0x100 | ChunkRange.PREVIOUS_IN_USE);
        assertThat(read().verdict(blocks[0])).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void listsInACircleEnd() {
        heap.putLong(offset(cache) + LISTS_OFFSET + 8, blocks[2]);
        heap.putLong(offset(blocks[2]), mixed(blocks[2], blocks[2]));
        libc.putLong(256 + 8, blocks[1] - ChunkRange.HEAD_BYTES);
        libc.putLong(256 + 80, BASE + end);
        heap.putLong(offset(blocks[1]), mixed(blocks[1], blocks[1] - ChunkRange.HEAD_BYTES));
        assertThat(read().verdict(blocks[1])).isEqualTo(Verdict.FREE);
    }

    @Test
    void aLargeBlockHasAMappingOfItsOwn() {
        ByteBuffer mapping = ByteBuffer.allocate(3 * 4096).order(ByteOrder.LITTLE_ENDIAN);
        mapping.putLong(8, 3 * 4096 | ChunkRange.MAPPED);
        var read = new MallocHeap(new SegmentedMemory(List.of(region(LIBC, mapping, ""))));
        assertThat(read.verdict(LIBC + 16)).isEqualTo(Verdict.ALLOCATED);
        assertThat(read.blockBytes(LIBC + 16)).isEqualTo(3 * 4096 - 16);
        assertThat(read.verdict(LIBC + 4096 + 16)).isEqualTo(Verdict.UNKNOWN);
    }
}
