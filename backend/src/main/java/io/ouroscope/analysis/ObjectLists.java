package io.ouroscope.analysis;

import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Lists of objects by type and state, of which any page is found without counting through what stands before it.
///
/// A list that was asked for once keeps how many objects match before every 4,096th of its candidates.
public final class ObjectLists {
    private static final int STRIDE = 4096;

    private final Census census;
    private final IntFunction<ObjectState> stateOf;
    private final ConcurrentHashMap<Choice, int[]> ranks = new ConcurrentHashMap<>();

    /// Objects of one exact type, in one state; null for all types, and all states but the remains of freed objects.
    public record Choice(@Nullable PyType type, @Nullable ObjectState state) {}

    /// @param total how many objects match altogether
    /// @param nodes those of the page, in address order
    public record Page(int total, int[] nodes) {}

    ObjectLists(Census census, IntFunction<ObjectState> stateOf) {
        this.census = census;
        this.stateOf = stateOf;
    }

    public Page page(Choice choice, long offset, int limit) {
        PyType type = choice.type();
        IntUnaryOperator candidate = type == null ? position -> position : position -> census.nodeOf(type, position);
        int candidates = type == null ? census.size() : census.count(type);
        int[] rank = ranks(choice, candidate, candidates);
        int total = rank[rank.length - 1];
        int from = (int) Math.min(offset, total);
        int[] nodes = new int[Math.min(limit, total - from)];
        int stride = strideOf(from, rank);
        int skip = from - rank[stride];
        int found = 0;
        for (int position = stride * STRIDE; found < nodes.length; position++) {
            int node = candidate.applyAsInt(position);
            if (matches(node, choice) && skip-- <= 0) {
                nodes[found++] = node;
            }
        }
        return new Page(total, nodes);
    }

    /// How many match before each stride, and last how many match at all.
    private int[] ranks(Choice choice, IntUnaryOperator candidate, int candidates) {
        int[] kept = ranks.get(choice);
        if (kept != null) {
            return kept;
        }
        int[] rank = new int[(candidates + STRIDE - 1) / STRIDE + 1];
        int matching = 0;
        for (int position = 0; position < candidates; position++) {
            if (position % STRIDE == 0) {
                rank[position / STRIDE] = matching;
            }
            if (matches(candidate.applyAsInt(position), choice)) {
                matching++;
            }
        }
        rank[rank.length - 1] = matching;
        if (candidates > STRIDE) {
            ranks.put(choice, rank);
        }
        return rank;
    }

    private boolean matches(int node, Choice choice) {
        ObjectState state = stateOf.apply(node);
        return choice.state() == null ? state != ObjectState.FREED : state == choice.state();
    }

    /// The last stride before which at most `from` match.
    private static int strideOf(int from, int[] rank) {
        int low = 0;
        int high = rank.length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (rank[middle] <= from) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
