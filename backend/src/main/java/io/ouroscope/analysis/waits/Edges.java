package io.ouroscope.analysis.waits;

import io.ouroscope.graph.IntGraph;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Edges in the order they were found, with how each waits and how it is known.
final class Edges {
    private final IntArrayList from = new IntArrayList();
    private final IntArrayList to = new IntArrayList();
    private final IntArrayList how = new IntArrayList();
    private final IntArrayList sureness = new IntArrayList();

    void add(int source, int target, How kind, Sureness known) {
        from.add(source);
        to.add(target);
        how.add(kind.ordinal());
        sureness.add(known.ordinal());
    }

    IntGraph graph(int nodes) {
        var builder = new IntGraph.Builder(nodes);
        for (int i = 0; i < from.size(); i++) {
            builder.add(from.getInt(i), to.getInt(i));
        }
        return builder.build();
    }

    How how(int edge) {
        return How.of(how.getInt(edge));
    }

    Sureness sureness(int edge) {
        return Sureness.of(sureness.getInt(edge));
    }
}
