package io.ouroscope.graph;

import java.util.Arrays;

/// One shortest cycle inside a strongly connected component.
///
/// A breadth-first search from a node finds the shortest cycle through it, so searching from every node finds the
/// shortest of all. Three things make that affordable and change nothing in the answer: a cycle that is not the whole
/// component passes a node with several edges inside it, so only those are starts (a ring of 100,000 nodes takes one
/// search); no search goes deeper than the best cycle so far; a node that was a start is left out afterwards.
///
/// What is still too much is cut off: after [#DEFAULT_BUDGET] edges the best cycle found by then is returned, with
/// `shortest` false. Each search first completes, so there always is one.
///
/// @param nodes the cycle in the direction of its edges, beginning at its lowest node
/// @param shortest whether no shorter cycle exists; false only where the budget ended the search
public record ShortestCycle(int[] nodes, boolean shortest) {
    /// Edges looked at before the search settles for what it has: about a second.
    public static final long DEFAULT_BUDGET = 100_000_000L;

    public static ShortestCycle within(IntGraph graph, StrongComponents components, int component) {
        return within(graph, components, component, DEFAULT_BUDGET);
    }

    static ShortestCycle within(IntGraph graph, StrongComponents components, int component, long budget) {
        if (!components.isCyclic(component)) {
            throw new IllegalArgumentException("Component " + component + " has no cycle");
        }
        var search = new Search(graph, components, component);
        int[] members = components.members(component);
        int[] best = null;
        boolean complete = true;
        for (int start : search.starts(members)) {
            if (best != null && (search.work > budget || best.length == 1)) {
                complete = best.length == 1;
                break;
            }
            int[] found = search.through(start, best == null ? members.length : best.length - 1);
            best = found.length > 0 ? found : best;
        }
        if (best == null) {
            throw new IllegalStateException("Component " + component + " is cyclic but no search closed a cycle");
        }
        return new ShortestCycle(fromLowest(best), complete);
    }

    private static int[] fromLowest(int[] cycle) {
        int lowest = 0;
        for (int i = 1; i < cycle.length; i++) {
            lowest = cycle[i] < cycle[lowest] ? i : lowest;
        }
        int[] rotated = new int[cycle.length];
        for (int i = 0; i < cycle.length; i++) {
            rotated[i] = cycle[(lowest + i) % cycle.length];
        }
        return rotated;
    }

    /// Scratch space of one component, by the index of a node in it. `mark` tells in which search a node was last seen,
    /// or that it is left out for good; `parent` holds nodes.
    private static final class Search {
        private static final int LEFT_OUT = -1;
        private static final int[] NONE = {};

        private final IntGraph graph;
        private final StrongComponents components;
        private final int component;
        private final int[] mark;
        private final int[] parent;
        private final int[] queue;
        private int round;
        private long work;

        Search(IntGraph graph, StrongComponents components, int component) {
            this.graph = graph;
            this.components = components;
            this.component = component;
            mark = new int[components.size(component)];
            parent = new int[components.size(component)];
            queue = new int[components.size(component)];
        }

        /// The nodes with several edges inside the component; where there is none, the component is a ring and any
        /// node does.
        int[] starts(int[] members) {
            int[] branching = Arrays.stream(members)
                    .filter(node -> insideDegree(node) > 1)
                    .toArray();
            return branching.length > 0 ? branching : Arrays.copyOf(members, 1);
        }

        private int insideDegree(int node) {
            int degree = 0;
            for (int position = graph.start(node); position < graph.end(node); position++) {
                degree += components.componentOf(graph.target(position)) == component ? 1 : 0;
            }
            return degree;
        }

        /// The shortest cycle through `start` of at most `limit` nodes, empty if there is none. Leaves `start` out of
        /// later searches.
        int[] through(int start, int limit) {
            round++;
            int head = 0;
            int tail = 0;
            int depth = 1;
            int startIndex = components.indexInComponent(start);
            queue[tail++] = start;
            mark[startIndex] = round;
            int levelEnd = tail;
            while (head < tail && depth <= limit) {
                int node = queue[head++];
                for (int position = graph.start(node); position < graph.end(node); position++) {
                    work++;
                    int target = graph.target(position);
                    if (target == start) {
                        mark[startIndex] = LEFT_OUT;
                        return path(start, node, depth);
                    }
                    if (components.componentOf(target) == component) {
                        int index = components.indexInComponent(target);
                        if (mark[index] != round && mark[index] != LEFT_OUT) {
                            mark[index] = round;
                            parent[index] = node;
                            queue[tail++] = target;
                        }
                    }
                }
                if (head == levelEnd) {
                    depth++;
                    levelEnd = tail;
                }
            }
            mark[startIndex] = LEFT_OUT;
            return NONE;
        }

        private int[] path(int start, int last, int length) {
            int[] cycle = new int[length];
            int node = last;
            for (int i = length - 1; i > 0; i--) {
                cycle[i] = node;
                node = parent[components.indexInComponent(node)];
            }
            cycle[0] = start;
            return cycle;
        }
    }
}
