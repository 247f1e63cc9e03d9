package io.ouroscope.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.progress.CancelledException;
import io.ouroscope.progress.Progress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShortestPathTest {
    /// The edges of a graph, of which every third may not be used if `some`.
    private record Edges(IntGraph graph, boolean some) implements ShortestPath.Steps {
        @Override
        public int count(int node) {
            return graph.degree(node);
        }

        @Override
        public int node(int node, int position) {
            return graph.target(graph.start(node) + position);
        }

        @Override
        public boolean allows(int node, int position) {
            return !some || graph.edgeId(graph.start(node) + position) % 3 != 0;
        }
    }

    @Test
    void itIsAsShortAsWhatEveryDistanceSaysAndMadeOfEdges() {
        RandomGraphs.each(graph -> {
            for (boolean some : new boolean[] {false, true}) {
                int[][] distances = distances(graph, some);
                var forward = new Edges(graph, some);
                var backward = new Edges(graph.reversed(), some);
                for (int from = 0; from < graph.nodeCount(); from++) {
                    for (int to = 0; to < graph.nodeCount(); to++) {
                        int[] path =
                                ShortestPath.between(from, to, graph.nodeCount(), forward, backward, Progress.NONE);
                        assertThat(path.length - 1)
                                .as("from %d to %d, some %s", from, to, some)
                                .isEqualTo(distances[from][to]);
                        if (path.length > 0) {
                            assertThat(path).startsWith(from).endsWith(to);
                        }
                        for (int i = 1; i < path.length; i++) {
                            assertThat(isEdge(forward, path[i - 1], path[i])).isTrue();
                        }
                    }
                }
            }
        });
    }

    /// Floyd and Warshall; -1 where there is no path.
    private static int[][] distances(IntGraph graph, boolean some) {
        int nodes = graph.nodeCount();
        int far = 2 * nodes;
        int[][] distance = new int[nodes][nodes];
        var edges = new Edges(graph, some);
        for (int from = 0; from < nodes; from++) {
            for (int to = 0; to < nodes; to++) {
                distance[from][to] = from == to ? 0 : isEdge(edges, from, to) ? 1 : far;
            }
        }
        for (int middle = 0; middle < nodes; middle++) {
            for (int from = 0; from < nodes; from++) {
                for (int to = 0; to < nodes; to++) {
                    distance[from][to] = Math.min(distance[from][to], distance[from][middle] + distance[middle][to]);
                }
            }
        }
        for (int[] row : distance) {
            Arrays.setAll(row, i -> row[i] >= far ? -1 : row[i]);
        }
        return distance;
    }

    private static boolean isEdge(Edges edges, int from, int to) {
        for (int position = 0; position < edges.count(from); position++) {
            if (edges.node(from, position) == to && edges.allows(from, position)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aLongChainNeedsNoDeepStack() {
        IntGraph chain = RandomGraphs.chain(1_000_000);
        int[] path = ShortestPath.between(
                0,
                999_999,
                chain.nodeCount(),
                new Edges(chain, false),
                new Edges(chain.reversed(), false),
                Progress.NONE);
        assertThat(path).hasSize(1_000_000);
    }

    @Test
    void aSearchIsCancelledOnItsWay() {
        IntGraph ring = RandomGraphs.ring(1_000_000);
        var forward = new Edges(ring, false);
        var backward = new Edges(ring.reversed(), false);
        var cancelled = new Progress() {
            @Override
            public void stage(String name, long totalUnits) {}

            @Override
            public void done(long units) {}

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThatThrownBy(() -> ShortestPath.between(0, 500_000, ring.nodeCount(), forward, backward, cancelled))
                .isInstanceOf(CancelledException.class);
    }
}
