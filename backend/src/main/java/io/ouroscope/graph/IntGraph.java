package io.ouroscope.graph;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/// A directed graph of nodes `0 … nodeCount-1`, in compressed sparse rows: two int arrays and one for edge identities.
///
/// The edges of a node are the positions `[start(node), end(node))`. Each edge also keeps an *edge id*, its number in
/// the order in which the builder got it, so that a caller can hold further columns (kind, place) by edge id and use
/// them with the graph and with its reverse. Edges of one node keep their order. Parallel edges and self-loops are
/// allowed. Immutable; at most about two billion edges (the graph of all references of a process is not this class).
public final class IntGraph {
    private final int[] starts;
    private final int[] targets;
    private final int[] edgeIds;

    private IntGraph(int[] starts, int[] targets, int[] edgeIds) {
        this.starts = starts;
        this.targets = targets;
        this.edgeIds = edgeIds;
    }

    public int nodeCount() {
        return starts.length - 1;
    }

    public int edgeCount() {
        return targets.length;
    }

    public int start(int node) {
        return starts[node];
    }

    public int end(int node) {
        return starts[node + 1];
    }

    public int degree(int node) {
        return starts[node + 1] - starts[node];
    }

    public int target(int position) {
        return targets[position];
    }

    public int edgeId(int position) {
        return edgeIds[position];
    }

    /// The same edges with the same ids, turned round.
    public IntGraph reversed() {
        int[] from = new int[targets.length];
        int[] to = new int[targets.length];
        for (int node = 0; node < nodeCount(); node++) {
            for (int position = start(node); position < end(node); position++) {
                from[edgeIds[position]] = targets[position];
                to[edgeIds[position]] = node;
            }
        }
        return fromEdges(nodeCount(), from, to, targets.length);
    }

    /// A graph of `nodeCount` nodes with the first `edgeCount` pairs of `from` and `to`; edge `i` gets the id `i`.
    static IntGraph fromEdges(int nodeCount, int[] from, int[] to, int edgeCount) {
        int[] starts = new int[nodeCount + 1];
        for (int edge = 0; edge < edgeCount; edge++) {
            starts[from[edge] + 1]++;
        }
        for (int node = 0; node < nodeCount; node++) {
            starts[node + 1] += starts[node];
        }
        int[] next = starts.clone();
        int[] targets = new int[edgeCount];
        int[] edgeIds = new int[edgeCount];
        for (int edge = 0; edge < edgeCount; edge++) {
            int position = next[from[edge]]++;
            targets[position] = to[edge];
            edgeIds[position] = edge;
        }
        return new IntGraph(starts, targets, edgeIds);
    }

    /// Collects edges in any order.
    public static final class Builder {
        private final int nodeCount;
        private final IntArrayList from = new IntArrayList();
        private final IntArrayList to = new IntArrayList();

        public Builder(int nodeCount) {
            this.nodeCount = nodeCount;
        }

        /// Adds an edge and returns its id.
        public int add(int source, int target) {
            if (source < 0 || source >= nodeCount || target < 0 || target >= nodeCount) {
                throw new IllegalArgumentException(
                        "An edge must join nodes below " + nodeCount + " but joins " + source + " and " + target);
            }
            from.add(source);
            to.add(target);
            return from.size() - 1;
        }

        public IntGraph build() {
            return fromEdges(nodeCount, from.elements(), to.elements(), from.size());
        }
    }
}
