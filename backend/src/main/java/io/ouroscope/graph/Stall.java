package io.ouroscope.graph;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.BitSet;

/// Which nodes of a waiting graph can never go on.
///
/// An edge means "waits for". A node that waits for *all* its targets is stuck as soon as one of them is; a node that
/// waits for *any* of them only when all are (a deadlock of the second kind is called a knot: Holt, ACM Computing
/// Surveys 4(3), 1972). A node without targets, or one marked free, may go on. Computed as what is left when everything
/// that may go on has gone on: linear time.
public final class Stall {
    private Stall() {}

    /// @param any the nodes that go on as soon as one of their targets does
    /// @param free the nodes that may go on whatever they wait for
    /// @return the nodes that never go on: those on cycles and those behind them
    public static BitSet stuck(IntGraph graph, IntGraph reversed, BitSet any, BitSet free) {
        int nodes = graph.nodeCount();
        int[] missing = new int[nodes];
        var stuck = new BitSet(nodes);
        var goesOn = new IntArrayList();
        for (int node = 0; node < nodes; node++) {
            missing[node] = any.get(node) ? Math.min(1, graph.degree(node)) : graph.degree(node);
            if (free.get(node) || missing[node] == 0) {
                goesOn.add(node);
            } else {
                stuck.set(node);
            }
        }
        while (!goesOn.isEmpty()) {
            int node = goesOn.popInt();
            for (int position = reversed.start(node); position < reversed.end(node); position++) {
                int waiter = reversed.target(position);
                if (stuck.get(waiter) && --missing[waiter] == 0) {
                    stuck.clear(waiter);
                    goesOn.add(waiter);
                }
            }
        }
        return stuck;
    }
}
