package io.ouroscope.analysis;

import io.ouroscope.graph.ShortestPath;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import java.util.Set;

/// How one object leads to another by references: the shortest way, along them or against them.
///
/// What is left out (weak references, types, globals) is left out because nearly everything is near everything else by
/// way of a type or a module, which explains nothing.
public final class ReferencePaths {
    private final ReferenceGraph graph;

    public ReferencePaths(ReferenceGraph graph) {
        this.graph = graph;
    }

    /// Which way references may be followed.
    public enum Direction {
        /// The first object refers to … refers to the last.
        REFERENCES,
        /// The last object refers to … refers to the first.
        REFERRERS,
        /// Each step along a reference or against one.
        BOTH
    }

    /// The nodes of a shortest path with both its ends, empty if there is none.
    public int[] between(int from, int to, Direction direction, Set<EdgeClass> leftOut, Progress progress) {
        ShortestPath.Steps along = new Along(graph, leftOut);
        ShortestPath.Steps against = new Against(graph, leftOut);
        ShortestPath.Steps either = new Either(along, against);
        return switch (direction) {
            case REFERENCES -> ShortestPath.between(from, to, graph.nodeCount(), along, against, progress);
            case REFERRERS -> ShortestPath.between(from, to, graph.nodeCount(), against, along, progress);
            case BOTH -> ShortestPath.between(from, to, graph.nodeCount(), either, either, progress);
        };
    }

    private record Along(ReferenceGraph graph, Set<EdgeClass> leftOut) implements ShortestPath.Steps {
        @Override
        public int count(int node) {
            return graph.outCount(node);
        }

        @Override
        public int node(int node, int position) {
            return graph.target(node, position);
        }

        @Override
        public boolean allows(int node, int position) {
            return leftOut.isEmpty() || !leftOut.contains(graph.edgeClass(node, position));
        }
    }

    /// The class of a reference is kept with its owner only, so the owner's references are looked through. That happens
    /// until one is found that may be used: then the owner is reached and not asked about again.
    private record Against(ReferenceGraph graph, Set<EdgeClass> leftOut) implements ShortestPath.Steps {
        @Override
        public int count(int node) {
            return graph.inCount(node);
        }

        @Override
        public int node(int node, int position) {
            return graph.source(node, position);
        }

        @Override
        public boolean allows(int node, int position) {
            if (leftOut.isEmpty()) {
                return true;
            }
            int owner = graph.source(node, position);
            int count = graph.outCount(owner);
            for (int i = 0; i < count; i++) {
                if (graph.target(owner, i) == node && !leftOut.contains(graph.edgeClass(owner, i))) {
                    return true;
                }
            }
            return false;
        }
    }

    private record Either(ShortestPath.Steps along, ShortestPath.Steps against) implements ShortestPath.Steps {
        @Override
        public int count(int node) {
            return (int) Math.min(Integer.MAX_VALUE, (long) along.count(node) + against.count(node));
        }

        @Override
        public int node(int node, int position) {
            int out = along.count(node);
            return position < out ? along.node(node, position) : against.node(node, position - out);
        }

        @Override
        public boolean allows(int node, int position) {
            int out = along.count(node);
            return position < out ? along.allows(node, position) : against.allows(node, position - out);
        }
    }
}
