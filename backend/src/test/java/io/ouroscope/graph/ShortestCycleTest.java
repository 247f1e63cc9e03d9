package io.ouroscope.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShortestCycleTest {
    @Test
    void itIsACycleAndNoneIsShorter() {
        RandomGraphs.each(graph -> {
            StrongComponents components = StrongComponents.of(graph);
            for (int component = 0; component < components.count(); component++) {
                if (components.isCyclic(component)) {
                    ShortestCycle cycle = ShortestCycle.within(graph, components, component);
                    assertThat(cycle.shortest()).isTrue();
                    assertIsCycle(graph, cycle.nodes());
                    assertThat(cycle.nodes().length).isEqualTo(girth(graph, components, component));
                    assertThat(cycle.nodes()[0])
                            .isEqualTo(Arrays.stream(cycle.nodes()).min().orElseThrow());
                }
            }
        });
    }

    @Test
    void withoutAnyBudgetItIsStillACycleButNotCalledShortest() {
        RandomGraphs.each(graph -> {
            StrongComponents components = StrongComponents.of(graph);
            for (int component = 0; component < components.count(); component++) {
                if (components.isCyclic(component)) {
                    ShortestCycle cycle = ShortestCycle.within(graph, components, component, 0);
                    assertIsCycle(graph, cycle.nodes());
                    if (cycle.shortest()) {
                        assertThat(cycle.nodes().length).isEqualTo(girth(graph, components, component));
                    }
                }
            }
        });
    }

    @Test
    void aRingOfAHundredThousandNodesIsItsOwnShortestCycle() {
        IntGraph ring = RandomGraphs.ring(100_000);
        ShortestCycle cycle = ShortestCycle.within(ring, StrongComponents.of(ring), 0);

        assertThat(cycle.nodes()).hasSize(100_000).startsWith(0, 1, 2);
        assertThat(cycle.shortest()).isTrue();
    }

    @Test
    void aHugeComponentOfBranchesEndsWithinTheBudget() {
        int nodes = 100_000;
        var builder = new IntGraph.Builder(nodes);
        for (int node = 0; node < nodes; node++) {
            builder.add(node, (node + 1) % nodes);
            builder.add(node, (node + 2) % nodes);
        }
        IntGraph graph = builder.build();
        ShortestCycle cycle = ShortestCycle.within(graph, StrongComponents.of(graph), 0, 1_000_000);

        assertIsCycle(graph, cycle.nodes());
        assertThat(cycle.nodes()).hasSize(nodes / 2);
    }

    @Test
    void aComponentWithoutACycleIsRefused() {
        IntGraph chain = RandomGraphs.chain(2);
        assertThatThrownBy(() -> ShortestCycle.within(chain, StrongComponents.of(chain), 0))
                .hasMessageContaining("has no cycle");
    }

    private static void assertIsCycle(IntGraph graph, int[] nodes) {
        assertThat(Arrays.stream(nodes).distinct().count()).isEqualTo(nodes.length);
        for (int i = 0; i < nodes.length; i++) {
            assertThat(hasEdge(graph, nodes[i], nodes[(i + 1) % nodes.length])).isTrue();
        }
    }

    private static boolean hasEdge(IntGraph graph, int from, int to) {
        for (int position = graph.start(from); position < graph.end(from); position++) {
            if (graph.target(position) == to) {
                return true;
            }
        }
        return false;
    }

    /// The length of the shortest cycle through any node of the component, from all shortest paths (Floyd).
    private static int girth(IntGraph graph, StrongComponents components, int component) {
        int nodes = graph.nodeCount();
        int[][] distance = new int[nodes][nodes];
        for (int node = 0; node < nodes; node++) {
            Arrays.fill(distance[node], 1_000);
            for (int position = graph.start(node); position < graph.end(node); position++) {
                distance[node][graph.target(position)] = 1;
            }
        }
        for (int middle = 0; middle < nodes; middle++) {
            for (int from = 0; from < nodes; from++) {
                for (int to = 0; to < nodes; to++) {
                    distance[from][to] = Math.min(distance[from][to], distance[from][middle] + distance[middle][to]);
                }
            }
        }
        return Arrays.stream(components.members(component))
                .map(node -> distance[node][node])
                .min()
                .orElseThrow();
    }
}
