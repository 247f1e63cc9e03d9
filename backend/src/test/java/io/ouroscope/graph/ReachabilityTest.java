package io.ouroscope.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
    @Test
    void itAnswersWhatTheTransitiveClosureSays() {
        RandomGraphs.each(graph -> {
            boolean[][] reaches = RandomGraphs.closure(graph);
            for (int a = 0; a < graph.nodeCount(); a++) {
                int start = a;
                int[] expected = IntStream.range(0, graph.nodeCount())
                        .filter(node -> node != start && reaches[start][node])
                        .toArray();
                assertThat(new Reachability(graph).from(start)).containsExactlyInAnyOrder(expected);
            }
        });
    }

    @Test
    void severalStartsAreLeftOutThemselves() {
        assertThat(new Reachability(RandomGraphs.chain(5)).from(0, 2, 2)).containsExactly(1, 3, 4);
    }

    @Test
    void aLongChainNeedsNoDeepStack() {
        assertThat(new Reachability(RandomGraphs.chain(1_000_000)).from(0)).hasSize(999_999);
    }
}
