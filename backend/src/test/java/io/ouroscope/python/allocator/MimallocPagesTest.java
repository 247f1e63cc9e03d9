package io.ouroscope.python.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.layout.StructLayout;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A segment with one page of blocks of 96 bytes, of which five are carved: one in each of the page's lists, one given
/// back to the heap by another thread, one in use.
final class MimallocPagesTest {
    private static final long SEGMENT = 0x200_0000_0000L;
    private static final int SLICE_BYTES = 1 << 16;
    private static final int SLICES = 512;
    private static final int BLOCK_BYTES = 96;
    /// `start_offset` of pages with blocks of this size.
    private static final int SHIFT = BLOCK_BYTES;
    private static final int HEAP_OFFSET = 3 * SLICE_BYTES - 4096;

    private final ByteBuffer bytes = ByteBuffer.allocate(3 * SLICE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private static long block(int index) {
        return SEGMENT + 2 * SLICE_BYTES + SHIFT + (long) index * BLOCK_BYTES;
    }

    private void slice(Layout layout, int index, int count, long blockBytes) {
        StructLayout page = layout.struct("mi_page_t");
        int at = sliceOffset(layout, index);
        bytes.putInt(at + page.offset("slice_count"), count);
        if (page.has("block_size")) {
            bytes.putLong(at + page.offset("block_size"), blockBytes);
        } else {
            bytes.putInt(at + page.offset("xblock_size"), (int) blockBytes);
        }
    }

    private static int sliceOffset(Layout layout, int index) {
        return layout.offset("mi_segment_t", "slices")
                + index * layout.struct("mi_page_t").sizeBytes();
    }

    private MimallocPages read(Layout layout) {
        var region =
                new Region(SEGMENT, SEGMENT + bytes.capacity(), true, false, "", MemorySegment.ofArray(bytes.array()));
        return Objects.requireNonNull(MimallocPages.of(new SegmentedMemory(List.of(region)), layout));
    }

    private void write(Layout layout) {
        bytes.putLong(layout.offset("mi_segment_t", "slice_entries"), SLICES);
        bytes.putLong(layout.offset("mi_segment_t", "used"), 1);
        slice(layout, 0, 2, 1);
        slice(layout, 2, 1, BLOCK_BYTES);
        slice(layout, 3, SLICES - 3, 0);
        StructLayout page = layout.struct("mi_page_t");
        int at = sliceOffset(layout, 2);
        bytes.putShort(at + page.offset("capacity"), (short) 5);
        if (page.has("page_start")) {
            bytes.putLong(at + page.offset("page_start"), block(0));
        }
        bytes.putLong(at + page.offset("free"), block(0));
        bytes.putLong(at + page.offset("local_free"), block(1));
        bytes.putLong(at + page.offset("xthread_free"), block(2) | 1);
        bytes.putLong(at + page.offset("xheap"), SEGMENT + HEAP_OFFSET);
        bytes.putLong(HEAP_OFFSET + layout.offset("mi_heap_t", "thread_delayed_free"), block(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.13.5t", "3.14.4t", "3.14.10t", "3.15.2t"})
    void blocksAreFreeIfAnyListHasThem(String key) {
        Layout layout = Layouts.load(key);
        write(layout);
        MimallocPages pages = read(layout);
        assertThat(pages.size()).isEqualTo(1);
        for (int free = 0; free < 4; free++) {
            assertThat(pages.verdict(block(free))).as("block %d", free).isEqualTo(Verdict.FREE);
        }
        assertThat(pages.verdict(block(4))).isEqualTo(Verdict.ALLOCATED);
        assertThat(pages.verdict(block(5))).as("not carved").isEqualTo(Verdict.NO_BLOCK);
        assertThat(pages.verdict(block(4) + 16)).isEqualTo(Verdict.NO_BLOCK);
        assertThat(pages.blockBytes(block(4) + 16)).isEqualTo(BLOCK_BYTES);
        assertThat(pages.verdict(SEGMENT - 16)).isEqualTo(Verdict.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.13.5t", "3.15.2t"})
    void slicesThatDoNotEndWithTheirSegmentAreNone(String key) {
        Layout layout = Layouts.load(key);
        write(layout);
        slice(layout, 3, SLICES, 0);
        assertThat(read(layout).size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.13.5t", "3.15.2t"})
    void aListInACircleEnds(String key) {
        Layout layout = Layouts.load(key);
        write(layout);
        int first = (int) (block(0) - SEGMENT);
        bytes.putLong(first, block(0));
        assertThat(read(layout).verdict(block(0))).isEqualTo(Verdict.FREE);
    }
}
