package io.ouroscope.analysis;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;

/// Who stands next to an object in the reference graph, counted by type: each neighbour once, however often the two
/// refer to each other; not the object itself, nor the remains of freed ones.
///
/// Counting walks all the object's references, a million in some hundred milliseconds.
public final class Neighbours {
    private static final int FEW = 64;
    private static final int CHECK_EVERY = 1 << 14;

    private final Census census;
    private final ReferenceGraph graph;
    private final IntToLongFunction bytesOf;

    /// Which neighbours.
    public enum Direction {
        REFERENCES,
        REFERRERS
    }

    /// Neighbours of one type.
    ///
    /// @param bytes the memory they occupy
    /// @param first some of them, in the order of the references
    public record Group(PyType type, int count, long bytes, int[] first) {}

    Neighbours(Census census, ReferenceGraph graph, IntToLongFunction bytesOf) {
        this.census = census;
        this.graph = graph;
        this.bytesOf = bytesOf;
    }

    /// All neighbours by type, the type with most of them first.
    ///
    /// @param most how many of each group are listed
    public List<Group> groups(int node, Direction direction, int most, Progress progress) {
        progress.stage("Counting neighbours", references(node, direction));
        int types = census.types().size();
        int[] counts = new int[types];
        long[] bytes = new long[types];
        var first = new IntArrayList[types];
        each(node, direction, progress, neighbour -> {
            int type = census.typeIndex(neighbour);
            if (counts[type]++ == 0) {
                first[type] = new IntArrayList(most);
            }
            bytes[type] += bytesOf.applyAsLong(neighbour);
            if (counts[type] <= most) {
                first[type].add(neighbour);
            }
        });
        var groups = new ArrayList<Group>();
        for (int type = 0; type < types; type++) {
            if (counts[type] > 0) {
                groups.add(new Group(census.types().get(type), counts[type], bytes[type], first[type].toIntArray()));
            }
        }
        groups.sort(Comparator.comparingInt(Group::count).reversed());
        return groups;
    }

    /// References in that direction, several between the same two objects counted each.
    public int references(int node, Direction direction) {
        return direction == Direction.REFERENCES ? graph.outCount(node) : graph.inCount(node);
    }

    /// Hands on each neighbour once.
    public void each(int node, Direction direction, Progress progress, IntConsumer visitor) {
        int count = references(node, direction);
        boolean out = direction == Direction.REFERENCES;
        // Referrers ascend, so that equal ones stand together.
        BitSet seen = out && count > FEW ? new BitSet(census.size()) : null;
        int before = -1;
        for (int position = 0; position < count; position++) {
            if (position % CHECK_EVERY == CHECK_EVERY - 1) {
                progress.check();
                progress.done(position);
            }
            int neighbour = out ? graph.target(node, position) : graph.source(node, position);
            boolean again = seen != null
                    ? seen.get(neighbour)
                    : out ? isBefore(node, position, neighbour) : neighbour == before;
            before = neighbour;
            if (again || neighbour == node || census.isFreed(neighbour)) {
                continue;
            }
            if (seen != null) {
                seen.set(neighbour);
            }
            visitor.accept(neighbour);
        }
    }

    private boolean isBefore(int node, int position, int neighbour) {
        for (int i = 0; i < position; i++) {
            if (graph.target(node, i) == neighbour) {
                return true;
            }
        }
        return false;
    }
}
