package io.ouroscope.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StrongComponentsTest {
    @Test
    void twoNodesShareAComponentExactlyWhenEachReachesTheOther() {
        RandomGraphs.each(graph -> {
            StrongComponents components = StrongComponents.of(graph);
            boolean[][] reaches = RandomGraphs.closure(graph);
            for (int a = 0; a < graph.nodeCount(); a++) {
                assertThat(components.isCyclic(components.componentOf(a))).isEqualTo(reaches[a][a]);
                assertThat(components.members(components.componentOf(a))).contains(a);
                for (int b = 0; b < graph.nodeCount(); b++) {
                    boolean same = a == b || reaches[a][b] && reaches[b][a];
                    assertThat(components.componentOf(a) == components.componentOf(b))
                            .isEqualTo(same);
                }
            }
        });
    }

    @Test
    void anEdgeBetweenComponentsLeadsToTheLowerNumber() {
        RandomGraphs.each(graph -> {
            StrongComponents components = StrongComponents.of(graph);
            for (int node = 0; node < graph.nodeCount(); node++) {
                for (int position = graph.start(node); position < graph.end(node); position++) {
                    assertThat(components.componentOf(graph.target(position)))
                            .isLessThanOrEqualTo(components.componentOf(node));
                }
            }
        });
    }

    @Test
    void aDiamondHasNoCycle() {
        IntGraph diamond = RandomGraphs.of(4, new int[] {0, 1}, new int[] {0, 2}, new int[] {1, 3}, new int[] {2, 3});
        StrongComponents components = StrongComponents.of(diamond);

        assertThat(components.count()).isEqualTo(4);
        for (int component = 0; component < 4; component++) {
            assertThat(components.isCyclic(component)).isFalse();
        }
    }

    @Test
    void aChainAndARingOfAMillionNodesNeedNoDeepStack() {
        assertThat(StrongComponents.of(RandomGraphs.chain(1_000_000)).count()).isEqualTo(1_000_000);
        assertThat(StrongComponents.of(RandomGraphs.ring(1_000_000)).count()).isEqualTo(1);
    }

    @Test
    void theEmptyGraphHasNoComponents() {
        assertThat(StrongComponents.of(RandomGraphs.of(0)).count()).isZero();
    }
}
