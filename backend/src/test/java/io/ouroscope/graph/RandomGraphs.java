package io.ouroscope.graph;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Small random graphs for comparisons with brute force, and the shapes that break recursive or quadratic code.
///
/// A failure names its seed; `-Douroscope.seed=N` repeats it.
final class RandomGraphs {
    private static final int ROUNDS = 400;

    private RandomGraphs() {}

    /// Hands many random graphs of 1 to 12 nodes to `check`.
    static void each(Consumer<IntGraph> check) {
        Long chosen = Long.getLong("ouroscope.seed");
        long first = chosen != null ? chosen : System.nanoTime();
        for (long seed = first; seed < first + (chosen != null ? 1 : ROUNDS); seed++) {
            IntGraph graph =
                    random(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
            try {
                check.accept(graph);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("With -Douroscope.seed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static IntGraph random(RandomGenerator random) {
        int nodes = random.nextInt(1, 13);
        var builder = new IntGraph.Builder(nodes);
        int edges = random.nextInt(0, 3 * nodes);
        for (int i = 0; i < edges; i++) {
            builder.add(random.nextInt(nodes), random.nextInt(nodes));
        }
        return builder.build();
    }

    static IntGraph of(int nodes, int[]... edges) {
        var builder = new IntGraph.Builder(nodes);
        for (int[] edge : edges) {
            builder.add(edge[0], edge[1]);
        }
        return builder.build();
    }

    static IntGraph chain(int nodes) {
        var builder = new IntGraph.Builder(nodes);
        for (int node = 0; node + 1 < nodes; node++) {
            builder.add(node, node + 1);
        }
        return builder.build();
    }

    static IntGraph ring(int nodes) {
        var builder = new IntGraph.Builder(nodes);
        for (int node = 0; node < nodes; node++) {
            builder.add(node, (node + 1) % nodes);
        }
        return builder.build();
    }

    /// `reaches[a][b]`: a path of at least one edge leads from `a` to `b` (Warshall).
    static boolean[][] closure(IntGraph graph) {
        int nodes = graph.nodeCount();
        boolean[][] reaches = new boolean[nodes][nodes];
        for (int node = 0; node < nodes; node++) {
            for (int position = graph.start(node); position < graph.end(node); position++) {
                reaches[node][graph.target(position)] = true;
            }
        }
        for (int middle = 0; middle < nodes; middle++) {
            for (int from = 0; from < nodes; from++) {
                for (int to = 0; to < nodes; to++) {
                    reaches[from][to] |= reaches[from][middle] && reaches[middle][to];
                }
            }
        }
        return reaches;
    }
}
