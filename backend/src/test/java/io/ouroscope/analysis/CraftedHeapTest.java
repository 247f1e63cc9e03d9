package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.testing.FakeHeap;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Memory made to use up ours, which random damage does not find.
class CraftedHeapTest {
    private static final int BLOCK_REFERENCES = 64;

    @Test
    void listsThatShareTheirItemsDoNotMultiplyThem() {
        var fake = FakeHeap.of("3.12.1");
        StructLayout layout = fake.layout().struct("PyListObject");
        long[] items = new long[50_000];
        Arrays.fill(items, fake.integer(7));
        long shared = fake.list(items);
        for (int i = 0; i < 2_000; i++) {
            long list = fake.list(items[0]);
            fake.poke(list + 16, items.length);
            fake.poke(list + layout.offset("allocated"), items.length);
            fake.poke(list + layout.offset("ob_item"), fake.peek(shared + layout.offset("ob_item")));
        }
        Analysis analysis = Analysis.run(fake.memory(), new Hints("3.12.1", List.of()), Progress.NONE);
        assertThat(analysis.process().census().node(shared)).isNotNegative();
        assertThat(analysis.references().edgeCount()).isBetween((long) items.length, 1_000_000L);
    }

    @Test
    void aDequeWhoseBlocksFormARingIsNone() {
        var fake = FakeHeap.of("3.12.1");
        long type = fake.type("collections.deque");
        StructLayout layout = fake.layout().struct("block");
        int data = layout.offset("data");
        int left = layout.offset("leftlink");
        int right = layout.offset("rightlink");
        long raw = fake.bytes(new byte[8_000]) + 63 & -16L;
        long first = raw + 1_000 & -16L;
        long second = raw + 2_000 & -16L;
        fake.poke(raw, 1);
        fake.poke(raw + 8, type);
        fake.poke(raw + 16, 2 * BLOCK_REFERENCES);
        fake.poke(raw + fake.layout().offset("dequeobject", "leftblock"), first);
        fake.poke(raw + fake.layout().offset("dequeobject", "rightblock"), second);
        fake.poke(first + right, second);
        fake.poke(second + left, first);
        for (int i = 0; i < BLOCK_REFERENCES; i++) {
            fake.poke(first + data + 8L * i, fake.none());
            fake.poke(second + data + 8L * i, fake.none());
        }
        Heap heap = fake.heap();
        PyType deque = Objects.requireNonNull(heap.type(type));
        assertThat(heap.isValid(raw, deque)).isTrue();

        fake.poke(second + right, first);
        fake.poke(first + left, second);
        fake.poke(raw + 16, Long.MAX_VALUE);
        assertThat(heap.isValid(raw, deque)).isFalse();
        assertThat(heap.references(raw, (target, edge) -> {})).isFalse();

        fake.poke(second + right, second);
        fake.poke(second + left, second);
        assertThat(heap.isValid(raw, deque)).isFalse();
    }
}
