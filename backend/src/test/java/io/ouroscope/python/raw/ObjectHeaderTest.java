package io.ouroscope.python.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.testing.FakeHeap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectHeaderTest {
    private static final int MERGED = 3;

    static List<String> freeThreaded() {
        return Layouts.KEYS.stream()
                .filter(key -> Layouts.load(key).version().freeThreaded())
                .toList();
    }

    static List<String> all() {
        return Layouts.KEYS;
    }

    @ParameterizedTest
    @MethodSource("all")
    void anAddressOfTheHeapInThePlaceOfTheCountIsNoCount(String key) {
        FakeHeap heap = FakeHeap.of(key);
        long object = heap.str("text");
        var header = new ObjectHeader(heap.memory(), heap.layout());
        assertThat(header.hasPlausibleCount(object)).isTrue();
        StructLayout head = heap.layout().struct("PyObject");
        boolean shared = heap.layout().version().freeThreaded();
        heap.poke(object + (shared ? head.offset("ob_ref_shared") : 0), 0x375_2003_4380L);
        assertThat(header.hasPlausibleCount(object)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("freeThreaded")
    void aSharedCountIsCounted(String key) {
        FakeHeap heap = FakeHeap.of(key);
        long object = heap.str("text");
        var header = new ObjectHeader(heap.memory(), heap.layout());
        long before = header.referenceCount(object);
        heap.poke(object + heap.layout().struct("PyObject").offset("ob_ref_shared"), 5L << 2 | MERGED);
        assertThat(header.referenceCount(object)).isEqualTo(before + 5);
        assertThat(header.hasPlausibleCount(object)).isTrue();
    }
}
