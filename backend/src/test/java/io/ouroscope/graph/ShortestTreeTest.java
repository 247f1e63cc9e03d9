package io.ouroscope.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShortestTreeTest {

    /// An edge's length follows from its id, one in five is not to be used.
    private static int length(IntGraph graph, int position) {
        return graph.edgeId(position) * 7 % 5;
    }

    private record Edges(IntGraph graph) implements ShortestTree.Edges {
        @Override
        public int nodeCount() {
            return graph.nodeCount();
        }

        @Override
        public int count(int node) {
            return graph.degree(node);
        }

        @Override
        public int target(int node, int position) {
            return graph.target(graph.start(node) + position);
        }

        @Override
        public int length(int node, int position) {
            return ShortestTreeTest.length(graph, graph.start(node) + position);
        }
    }

    /// Every third node, farther away the higher its number; every sixth is none after all.
    private record Sources(IntGraph graph) implements ShortestTree.Sources {
        @Override
        public int count() {
            return (graph.nodeCount() + 2) / 3;
        }

        @Override
        public int node(int position) {
            return 3 * position;
        }

        @Override
        public int distance(int position) {
            return position % 2 == 1 ? -1 : 2 * position;
        }
    }

    private static int[] parents(IntGraph graph) {
        int[] parents = new int[graph.nodeCount()];
        ShortestTree.find(
                new Edges(graph), new Sources(graph), (node, parent) -> parents[node] = parent, Progress.NONE);
        return parents;
    }

    @Test
    void waysAreAsLongAsBruteForceSays() {
        RandomGraphs.each(graph -> {
            int[] expected = relaxed(graph);
            int[] parents = parents(graph);
            for (int node = 0; node < graph.nodeCount(); node++) {
                if (parents[node] == ShortestTree.NONE) {
                    assertThat(expected[node]).isEqualTo(Integer.MAX_VALUE);
                } else if (parents[node] == ShortestTree.SOURCE) {
                    assertThat(node % 6).isZero();
                    assertThat(expected[node]).isEqualTo(2 * node / 3);
                } else {
                    assertThat(expected[parents[node]] + shortest(graph, parents[node], node))
                            .isEqualTo(expected[node]);
                }
            }
        });
    }

    @Test
    void aLongChainIsNoTrouble() {
        IntGraph chain = RandomGraphs.chain(200_000);
        var ones = new Edges(chain);
        int[] parents = new int[chain.nodeCount()];
        ShortestTree.find(
                new ShortestTree.Edges() {
                    @Override
                    public int nodeCount() {
                        return ones.nodeCount();
                    }

                    @Override
                    public int count(int node) {
                        return ones.count(node);
                    }

                    @Override
                    public int target(int node, int position) {
                        return ones.target(node, position);
                    }

                    @Override
                    public int length(int node, int position) {
                        return ShortestTree.MOST;
                    }
                },
                new ShortestTree.Sources() {
                    @Override
                    public int count() {
                        return 1;
                    }

                    @Override
                    public int node(int position) {
                        return 0;
                    }

                    @Override
                    public int distance(int position) {
                        return ShortestTree.MOST;
                    }
                },
                (node, parent) -> parents[node] = parent,
                Progress.NONE);
        for (int node = 0; node < parents.length; node++) {
            assertThat(parents[node]).isEqualTo(node - 1);
        }
    }

    private static int shortest(IntGraph graph, int from, int to) {
        int shortest = 1_000_000;
        for (int position = graph.start(from); position < graph.end(from); position++) {
            int length = length(graph, position);
            if (graph.target(position) == to && length > 0) {
                shortest = Math.min(shortest, length);
            }
        }
        return shortest;
    }

    /// Bellman and Ford.
    private static int[] relaxed(IntGraph graph) {
        int[] distances = new int[graph.nodeCount()];
        Arrays.fill(distances, Integer.MAX_VALUE);
        for (int node = 0; node < graph.nodeCount(); node += 6) {
            distances[node] = 2 * node / 3;
        }
        for (int round = 0; round < graph.nodeCount(); round++) {
            for (int node = 0; node < graph.nodeCount(); node++) {
                for (int position = graph.start(node); position < graph.end(node); position++) {
                    int length = length(graph, position);
                    if (distances[node] != Integer.MAX_VALUE && length > 0) {
                        int target = graph.target(position);
                        distances[target] = Math.min(distances[target], distances[node] + length);
                    }
                }
            }
        }
        return distances;
    }
}
