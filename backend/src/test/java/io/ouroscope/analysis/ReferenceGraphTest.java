package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.testing.FakeHeap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceGraphTest {
    private static final int MANY = 265_000;

    @Test
    void anObjectWithVeryManyReferencesStandsInItsPlaceAmongSmallOnes() {
        var fake = FakeHeap.of("3.12.1");
        long item = fake.integer(77);
        long other = fake.integer(78);
        long[] many = new long[MANY];
        for (int i = 0; i < MANY; i++) {
            many[i] = i % 3 == 0 ? other : item;
        }
        long before = fake.list(item, other);
        long first = fake.list(many);
        long between = fake.list(other);
        long after = fake.list(item);
        Analysis analysis = Analysis.run(fake.memory(), new Hints("3.12.1", List.of()), Progress.NONE);
        Census census = analysis.process().census();
        ReferenceGraph graph = analysis.references();
        assertThat(graph.isComplete()).isTrue();
        int node = census.node(first);
        assertThat(graph.outCount(node)).isEqualTo(MANY);
        for (int i = 0; i < MANY; i++) {
            assertThat(census.address(graph.target(node, i))).isEqualTo(many[i]);
        }
        assertThat(graph.edgeClass(node, MANY - 1)).isEqualTo(EdgeClass.ITEM);
        assertThat(graph.outCount(census.node(before))).isEqualTo(2);
        assertThat(census.address(graph.target(census.node(between), 0))).isEqualTo(other);
        assertThat(census.address(graph.target(census.node(after), 0))).isEqualTo(item);
        int othersReferrers = graph.inCount(census.node(other));
        assertThat(othersReferrers).isEqualTo(2 + (MANY + 2) / 3);
        for (int i = 1; i < othersReferrers; i++) {
            assertThat(graph.source(census.node(other), i))
                    .isGreaterThanOrEqualTo(graph.source(census.node(other), i - 1));
        }
    }
}
