package io.ouroscope.graph;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.BitSet;

/// Which nodes can be reached from others: a breadth-first search per question, nothing kept.
///
/// Exact for every question and linear in what it reaches; asking it for every node of a chain is quadratic, so callers
/// ask for the nodes they show.
public final class Reachability {
    private final IntGraph graph;

    public Reachability(IntGraph graph) {
        this.graph = graph;
    }

    /// The nodes that can be reached from `starts`, without `starts`, nearest first.
    public int[] from(int... starts) {
        var seen = new BitSet(graph.nodeCount());
        var queue = new IntArrayList();
        for (int start : starts) {
            if (!seen.get(start)) {
                seen.set(start);
                queue.add(start);
            }
        }
        int distinct = queue.size();
        for (int head = 0; head < queue.size(); head++) {
            int node = queue.getInt(head);
            for (int position = graph.start(node); position < graph.end(node); position++) {
                int target = graph.target(position);
                if (!seen.get(target)) {
                    seen.set(target);
                    queue.add(target);
                }
            }
        }
        return Arrays.copyOfRange(queue.elements(), distinct, queue.size());
    }
}
