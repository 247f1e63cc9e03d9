package io.ouroscope.graph;

import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

/// The shortest way to every node from the nearest of many sources, with small whole numbers as lengths.
///
/// Dial's algorithm (Communications of the ACM 12, 1969, number 360): one bucket for each distance, of which never more
/// than the longest edge has are in use at a time. Linear in nodes and edges; 4 bytes of heap for each node besides
/// what the caller keeps the parents in, and the buckets.
public final class ShortestTree {
    /// Longer edges, and sources that begin farther away, are not possible.
    public static final int MOST = 255;
    /// The parent of a source.
    public static final int SOURCE = -1;
    /// The parent of a node to which no way leads.
    public static final int NONE = -2;

    private static final int BUCKETS = MOST + 1;
    private static final int CHECK_EVERY = 1 << 16;

    /// The edges of a graph by node and position.
    public interface Edges {
        int nodeCount();

        int count(int node);

        int target(int node, int position);

        /// `1 … MOST`, 0 if the edge is not to be used.
        int length(int node, int position);
    }

    /// Where the ways begin.
    public interface Sources {
        int count();

        int node(int position);

        /// How far away the source begins, `0 … MOST`, below 0 if it is none after all.
        int distance(int position);
    }

    /// Receives the result: for each node the one before it on its shortest way, [#SOURCE] or [#NONE].
    @FunctionalInterface
    public interface Parents {
        void set(int node, int parent);
    }

    private final Edges edges;
    private final Parents parents;
    private final Progress progress;
    private final int[] distances;
    private final IntArrayList[] buckets = new IntArrayList[BUCKETS];
    private long waiting;

    private ShortestTree(Edges edges, Parents parents, Progress progress) {
        this.edges = edges;
        this.parents = parents;
        this.progress = progress;
        distances = new int[edges.nodeCount()];
        Arrays.fill(distances, Integer.MAX_VALUE);
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] = new IntArrayList();
        }
    }

    /// Finds the ways; of several equally long ones always the same.
    public static void find(Edges edges, Sources sources, Parents parents, Progress progress) {
        var tree = new ShortestTree(edges, parents, progress);
        for (int node = 0; node < edges.nodeCount(); node++) {
            parents.set(node, NONE);
        }
        for (int i = 0; i < sources.count(); i++) {
            if (sources.distance(i) >= 0) {
                tree.reach(sources.node(i), sources.distance(i), SOURCE);
            }
        }
        tree.run();
    }

    private void run() {
        long done = 0;
        for (int distance = 0; waiting > 0; distance++) {
            IntArrayList bucket = buckets[distance % BUCKETS];
            // Edges are at least 1 long: the bucket does not grow while it is emptied.
            for (int i = 0; i < bucket.size(); i++) {
                int node = bucket.getInt(i);
                if (distances[node] == distance) {
                    follow(node, distance);
                    if (++done % CHECK_EVERY == 0) {
                        progress.check();
                        progress.done(done);
                    }
                }
            }
            waiting -= bucket.size();
            bucket.clear();
        }
    }

    private void follow(int node, int distance) {
        int count = edges.count(node);
        for (int i = 0; i < count; i++) {
            int length = edges.length(node, i);
            if (length > 0) {
                reach(edges.target(node, i), distance + length, node);
            }
        }
    }

    private void reach(int node, int distance, int from) {
        if (distance < distances[node]) {
            distances[node] = distance;
            parents.set(node, from);
            buckets[distance % BUCKETS].add(node);
            waiting++;
        }
    }
}
