package io.ouroscope.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LeaseCacheTest {
    private final List<String> closed = new ArrayList<>();
    private final LeaseCache<String> cache = new LeaseCache<>(2, closed::add);

    @Test
    void whatNobodyUsesIsClosedWhenThereIsTooMuchOfItOldestFirst() {
        cache.put("a", "A");
        cache.put("b", "B");
        lease("a").close();
        cache.put("c", "C");
        assertThat(closed).containsExactly("B");
        assertThat(cache.contains("a")).isTrue();
        assertThat(cache.lease("b")).isNull();
    }

    @Test
    void whatIsUsedIsNeverClosed() {
        cache.put("a", "A");
        try (var lease = lease("a")) {
            cache.put("b", "B");
            cache.put("c", "C");
            cache.put("d", "D");
            cache.dropIdle();
            assertThat(closed).containsExactlyInAnyOrder("B", "C", "D");
            assertThat(lease.value()).isEqualTo("A");
        }
    }

    @Test
    void whatIsDroppedWhileUsedIsClosedWithItsLastLease() {
        cache.put("a", "A");
        var first = lease("a");
        var second = lease("a");
        cache.drop("a");
        assertThat(cache.lease("a")).isNull();
        first.close();
        first.close();
        assertThat(closed).isEmpty();
        second.close();
        assertThat(closed).containsExactly("A");
    }

    @Test
    void aNewValueReplacesTheOld() {
        cache.put("a", "A");
        cache.put("a", "A2");
        assertThat(closed).containsExactly("A");
        cache.dropAll();
        assertThat(closed).containsExactly("A", "A2");
    }

    private LeaseCache<String>.Lease lease(String key) {
        return Objects.requireNonNull(cache.lease(key));
    }
}
