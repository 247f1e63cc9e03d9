package io.ouroscope.analysis.tasks;

import io.ouroscope.graph.IntGraph;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.function.IntPredicate;

/// The edges "waits for" with their kinds, forward and reverse.
final class Waits {
    private final IntGraph forward;
    private final IntGraph reverse;
    private final int[] kinds;

    private Waits(IntGraph forward, int[] kinds) {
        this.forward = forward;
        this.reverse = forward.reversed();
        this.kinds = kinds;
    }

    IntGraph forward() {
        return forward;
    }

    IntGraph reverse() {
        return reverse;
    }

    /// The kind of the edge at a position of [#forward()].
    WaitKind kind(int position) {
        return WaitKind.of(kinds[forward.edgeId(position)]);
    }

    /// The kind of the edge at a position of [#reverse()].
    WaitKind reverseKind(int position) {
        return WaitKind.of(kinds[reverse.edgeId(position)]);
    }

    /// The kind of the edge between two nodes; there must be one.
    WaitKind kind(int from, int to) {
        for (int position = forward.start(from); position < forward.end(from); position++) {
            if (forward.target(position) == to) {
                return kind(position);
            }
        }
        throw new IllegalArgumentException("Node " + from + " does not wait for node " + to);
    }

    /// Collects edges in any order, the same one as often as it is found.
    static final class Builder {
        private final int nodeCount;
        private final IntGraph.Builder edges;
        private final IntArrayList kinds = new IntArrayList();

        Builder(int nodeCount) {
            this.nodeCount = nodeCount;
            edges = new IntGraph.Builder(nodeCount);
        }

        void add(int from, int to, WaitKind kind) {
            edges.add(from, to);
            kinds.add(kind.ordinal());
        }

        /// The edges whose target passes; of several between the same nodes the first.
        Waits build(IntPredicate target) {
            IntGraph all = edges.build();
            var distinct = new IntGraph.Builder(nodeCount);
            var distinctKinds = new IntArrayList();
            int[] seenFrom = new int[nodeCount];
            Arrays.fill(seenFrom, -1);
            for (int node = 0; node < nodeCount; node++) {
                for (int position = all.start(node); position < all.end(node); position++) {
                    int to = all.target(position);
                    if (target.test(to) && seenFrom[to] != node) {
                        seenFrom[to] = node;
                        distinct.add(node, to);
                        distinctKinds.add(kinds.getInt(all.edgeId(position)));
                    }
                }
            }
            return new Waits(distinct.build(), distinctKinds.toIntArray());
        }
    }
}
