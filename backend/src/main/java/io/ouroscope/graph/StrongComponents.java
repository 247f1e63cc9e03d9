package io.ouroscope.graph;

import java.util.Arrays;

/// The strongly connected components of a graph: Tarjan's algorithm (SIAM Journal on Computing 1(2), 1972) with an
/// explicit stack of int arrays. Linear time.
///
/// Components are numbered so that an edge between two of them always leads to the lower number: a component comes
/// after everything it can reach.
public final class StrongComponents {
    private final int[] componentOf;
    private final int[] starts;
    private final int[] members;
    private final int[] positions;
    private final boolean[] cyclic;

    private StrongComponents(int[] componentOf, int[] starts, int[] members, int[] positions, boolean[] cyclic) {
        this.componentOf = componentOf;
        this.starts = starts;
        this.members = members;
        this.positions = positions;
        this.cyclic = cyclic;
    }

    public int count() {
        return cyclic.length;
    }

    public int componentOf(int node) {
        return componentOf[node];
    }

    public int size(int component) {
        return starts[component + 1] - starts[component];
    }

    /// The nodes of a component, ascending.
    public int[] members(int component) {
        return Arrays.copyOfRange(members, starts[component], starts[component + 1]);
    }

    /// Where the node stands among the members of its component, from 0.
    int indexInComponent(int node) {
        return positions[node] - starts[componentOf[node]];
    }

    /// Whether a cycle runs through the component: it has several nodes, or one with an edge to itself.
    public boolean isCyclic(int component) {
        return cyclic[component];
    }

    public static StrongComponents of(IntGraph graph) {
        int nodes = graph.nodeCount();
        int[] componentOf = new int[nodes];
        int count = new Search(graph, componentOf).run();
        boolean[] cyclic = new boolean[count];
        int[] starts = new int[count + 1];
        for (int node = 0; node < nodes; node++) {
            starts[componentOf[node] + 1]++;
            for (int position = graph.start(node); position < graph.end(node); position++) {
                cyclic[componentOf[node]] |= graph.target(position) == node;
            }
        }
        for (int component = 0; component < count; component++) {
            cyclic[component] |= starts[component + 1] > 1;
            starts[component + 1] += starts[component];
        }
        int[] next = starts.clone();
        int[] members = new int[nodes];
        int[] positions = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            positions[node] = next[componentOf[node]]++;
            members[positions[node]] = node;
        }
        return new StrongComponents(componentOf, starts, members, positions, cyclic);
    }

    private static final class Search {
        private final IntGraph graph;
        private final int[] componentOf;
        private final int[] number;
        private final int[] low;
        private final int[] nextEdge;
        private final int[] path;
        private final int[] open;
        private int pathSize;
        private int openSize;
        private int seen;
        private int components;

        Search(IntGraph graph, int[] componentOf) {
            this.graph = graph;
            this.componentOf = componentOf;
            int nodes = graph.nodeCount();
            number = new int[nodes];
            low = new int[nodes];
            nextEdge = new int[nodes];
            path = new int[nodes];
            open = new int[nodes];
            Arrays.fill(componentOf, -1);
        }

        int run() {
            for (int root = 0; root < graph.nodeCount(); root++) {
                if (number[root] == 0) {
                    enter(root);
                    while (pathSize > 0) {
                        step(path[pathSize - 1]);
                    }
                }
            }
            return components;
        }

        private void enter(int node) {
            number[node] = ++seen;
            low[node] = seen;
            nextEdge[node] = graph.start(node);
            path[pathSize++] = node;
            open[openSize++] = node;
        }

        /// Goes on to the first unseen successor of the last node on the path, or leaves that node.
        private void step(int node) {
            while (nextEdge[node] < graph.end(node)) {
                int target = graph.target(nextEdge[node]++);
                if (number[target] == 0) {
                    enter(target);
                    return;
                }
                if (componentOf[target] < 0) {
                    low[node] = Math.min(low[node], number[target]);
                }
            }
            pathSize--;
            if (low[node] == number[node]) {
                close(node);
            }
            if (pathSize > 0) {
                int parent = path[pathSize - 1];
                low[parent] = Math.min(low[parent], low[node]);
            }
        }

        private void close(int root) {
            int node;
            do {
                node = open[--openSize];
                componentOf[node] = components;
            } while (node != root);
            components++;
        }
    }
}
