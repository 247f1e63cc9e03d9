package io.ouroscope.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IntGraphTest {
    @Test
    void theEdgesOfANodeKeepTheirOrderAndTheirIds() {
        IntGraph graph = RandomGraphs.of(3, new int[] {2, 1}, new int[] {0, 2}, new int[] {2, 0});

        assertThat(graph.degree(1)).isZero();
        assertThat(graph.target(graph.start(2))).isEqualTo(1);
        assertThat(graph.target(graph.start(2) + 1)).isEqualTo(0);
        assertThat(graph.edgeId(graph.start(2) + 1)).isEqualTo(2);
    }

    @Test
    void theReverseHasTheSameEdgesUnderTheSameIds() {
        RandomGraphs.each(graph -> {
            IntGraph reversed = graph.reversed();
            int[] from = new int[graph.edgeCount()];
            int[] to = new int[graph.edgeCount()];
            for (int node = 0; node < graph.nodeCount(); node++) {
                for (int position = graph.start(node); position < graph.end(node); position++) {
                    from[graph.edgeId(position)] = node;
                    to[graph.edgeId(position)] = graph.target(position);
                }
            }
            assertThat(reversed.edgeCount()).isEqualTo(graph.edgeCount());
            for (int node = 0; node < reversed.nodeCount(); node++) {
                for (int position = reversed.start(node); position < reversed.end(node); position++) {
                    assertThat(to[reversed.edgeId(position)]).isEqualTo(node);
                    assertThat(from[reversed.edgeId(position)]).isEqualTo(reversed.target(position));
                }
            }
        });
    }

    @Test
    void anEdgeToANodeThatIsNotThereIsRefused() {
        var builder = new IntGraph.Builder(2);
        assertThatThrownBy(() -> builder.add(0, 2))
                .hasMessageContaining("below 2")
                .hasMessageContaining("0 and 2");
    }
}
