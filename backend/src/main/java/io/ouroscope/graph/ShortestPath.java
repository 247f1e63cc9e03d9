package io.ouroscope.graph;

import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.BitSet;

/// A shortest path between two nodes of a graph of any size: two breadth-first searches that grow towards each other,
/// a whole level at a time, always the one whose next level has fewer edges.
///
/// It needs one bit per node and side, and eight bytes per node reached: nothing for what it does not reach. Linear in
/// the edges it looks at. Which of several shortest paths is found depends on the order of edges alone.
public final class ShortestPath {
    private static final int[] NONE = {};
    private static final int CHECK_EVERY = 1 << 14;

    /// One way to follow edges: forward from a node, or backward.
    public interface Steps {
        /// How many edges lead on from `node`.
        int count(int node);

        /// Where the `position`-th leads.
        int node(int node, int position);

        /// Whether that edge may be used. Asked only where it leads to something new.
        boolean allows(int node, int position);
    }

    private final Progress progress;
    private long work;
    private long reached = 2;

    private ShortestPath(Progress progress) {
        this.progress = progress;
    }

    /// The nodes of a shortest path with both its ends, empty if there is none.
    ///
    /// @param forward how edges are followed from `from`
    /// @param backward how the same edges are followed from `to`
    public static int[] between(int from, int to, int nodeCount, Steps forward, Steps backward, Progress progress) {
        progress.stage("Following references from both ends", nodeCount);
        if (from == to) {
            return new int[] {from};
        }
        return new ShortestPath(progress).search(new Side(from, nodeCount, forward), new Side(to, nodeCount, backward));
    }

    private int[] search(Side start, Side end) {
        while (start.hasNext() && end.hasNext()) {
            Side side = start.edgesAhead <= end.edgesAhead ? start : end;
            int meeting = grow(side, side == start ? end : start);
            if (meeting >= 0) {
                return path(start, end, meeting);
            }
        }
        return NONE;
    }

    /// Goes one level on and returns the first node that the other side knows, -1 if there is none. That level's nodes
    /// were too far before, so the first meeting is as near as any.
    private int grow(Side side, Side other) {
        int levelEnd = side.queue.size();
        side.edgesAhead = 0;
        for (; side.head < levelEnd; side.head++) {
            int node = side.queue.getInt(side.head);
            int count = side.steps.count(node);
            for (int position = 0; position < count; position++) {
                if (++work % CHECK_EVERY == 0) {
                    progress.check();
                    progress.done(reached);
                }
                int next = side.steps.node(node, position);
                if (!side.seen.get(next) && side.steps.allows(node, position)) {
                    side.add(next, side.head);
                    reached++;
                    if (other.seen.get(next)) {
                        return next;
                    }
                }
            }
        }
        return -1;
    }

    private static int[] path(Side start, Side end, int meeting) {
        var path = new IntArrayList();
        for (int at = start.queue.lastIndexOf(meeting); at >= 0; at = start.parents.getInt(at)) {
            path.add(start.queue.getInt(at));
        }
        int[] nodes = new int[path.size()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = path.getInt(nodes.length - 1 - i);
        }
        var whole = IntArrayList.wrap(nodes);
        int at = end.parents.getInt(end.queue.lastIndexOf(meeting));
        for (; at >= 0; at = end.parents.getInt(at)) {
            whole.add(end.queue.getInt(at));
        }
        return whole.toIntArray();
    }

    /// What one end has reached, in the order in which it did, each with the place in that order it was reached from.
    private static final class Side {
        private final Steps steps;
        private final BitSet seen;
        private final IntArrayList queue = new IntArrayList();
        private final IntArrayList parents = new IntArrayList();
        private int head;
        private long edgesAhead;

        Side(int start, int nodeCount, Steps steps) {
            this.steps = steps;
            seen = new BitSet(nodeCount);
            add(start, -1);
        }

        boolean hasNext() {
            return head < queue.size();
        }

        void add(int node, int parent) {
            seen.set(node);
            queue.add(node);
            parents.add(parent);
            edgesAhead += steps.count(node);
        }
    }
}
