package io.ouroscope.analysis;

import io.ouroscope.analysis.EdgeGroups.Key;
import io.ouroscope.analysis.EdgeGroups.Piece;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Groups the references to an object, or those it holds, by type and label ([EdgeGroups]).
///
/// Labels are read again from the owners. Where the graph's classes tell the label (an item of a list, the type of an
/// object), the owner is not read: a list of ten million `None` costs as much as its edges.
public final class EdgeGrouping {
    /// 64 million references cost 128 MB while they are kept; of a hub with more, the first are grouped.
    public static final int MOST_REFERENCES = 1 << 26;

    private static final int PIECE = 1 << 13;
    private static final int PIECES_AT_A_TIME = 16;
    private static final int CHECK_MASK = 0xffff;

    private final Analysis analysis;
    private final Heap heap;
    private final Census census;
    private final ReferenceGraph graph;
    private final Progress progress;

    public EdgeGrouping(Analysis analysis, Progress progress) {
        this.analysis = analysis;
        this.progress = progress;
        heap = analysis.process().heap();
        census = analysis.process().census();
        graph = analysis.references();
    }

    /// Groups the references to `node`, in the order of [ReferenceGraph#source].
    public void referrers(int node, EdgeGroups groups) {
        int total = Math.min(graph.inCount(node), MOST_REFERENCES);
        progress.stage("Grouping referrers", total);
        int next = 0;
        while (next < total) {
            var starts = new ArrayList<Integer>();
            starts.add(next);
            while (starts.size() <= PIECES_AT_A_TIME && starts.getLast() < total) {
                starts.add(endOfOwner(node, Math.min(total, starts.getLast() + PIECE), total));
            }
            List<Piece> pieces = IntStream.range(0, starts.size() - 1)
                    .parallel()
                    .mapToObj(i -> piece(node, starts.get(i), starts.get(i + 1)))
                    .toList();
            progress.check();
            pieces.forEach(groups::add);
            next = starts.getLast();
            progress.done(next);
        }
    }

    /// The first position from `position` on at which another owner stands than before it.
    private int endOfOwner(int node, int position, int total) {
        if (position >= total) {
            return total;
        }
        int owner = graph.source(node, position - 1);
        int low = position;
        int high = total;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (graph.source(node, middle) <= owner) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Piece piece(int node, int from, int to) {
        var piece = new Piece(to - from);
        var labels = new FoldedLabels(heap);
        int position = from;
        while (position < to && !progress.isCancelled()) {
            int owner = graph.source(node, position);
            int end = position + 1;
            while (end < to && graph.source(node, end) == owner) {
                end++;
            }
            add(node, owner, end - position, labels, piece);
            position = end;
        }
        return piece;
    }

    /// The `count` references of one owner.
    private void add(int node, int owner, int count, FoldedLabels labels, Piece piece) {
        long address = census.address(owner);
        int type = census.typeIndex(owner);
        long bytes = analysis.memoryBytes(owner);
        EdgeClass plain = plainClass(node, owner, count);
        if (plain != null) {
            var key = new Key(type, plain == EdgeClass.ITEM ? "[]" : ".__class__", plain);
            for (int i = 0; i < count; i++) {
                piece.add(key, address, bytes, i == 0);
            }
            return;
        }
        Set<Key> seen = new HashSet<>();
        int[] left = {count};
        labels.visit(address, census.address(node), (target, text, edge) -> {
            var key = new Key(type, text, edge);
            piece.add(key, address, bytes, seen.add(key));
            return --left[0] > 0;
        });
        // What the owner does not tell again: the graph read it, so it counts.
        for (; left[0] > 0; left[0]--) {
            var key = new Key(type, "", EdgeClass.SLOT);
            piece.add(key, address, bytes, seen.add(key));
        }
    }

    /// The class of all `count` references of `owner` if that alone tells their label, else null.
    private @Nullable EdgeClass plainClass(int node, int owner, int count) {
        EdgeClass found = null;
        int left = count;
        for (int i = 0; left > 0 && i < graph.outCount(owner); i++) {
            if ((i & CHECK_MASK) == CHECK_MASK && progress.isCancelled()) {
                return null;
            }
            if (graph.target(owner, i) == node) {
                EdgeClass edge = graph.edgeClass(owner, i);
                if (found != null && edge != found || edge != EdgeClass.ITEM && edge != EdgeClass.TYPE) {
                    return null;
                }
                found = edge;
                left--;
            }
        }
        boolean hasKeys = found == EdgeClass.ITEM && hasKeys(census.type(owner));
        return left > 0 || hasKeys ? null : found;
    }

    /// Whether some of an owner's items are keys.
    private static boolean hasKeys(PyType type) {
        return !type.isSubtypeOf("list") && !type.isSubtypeOf("tuple") && !type.isSubtypeOf("collections.deque");
    }

    /// Groups the references that the object at `owner` holds, in the order of [Labels#of].
    public void references(long owner, EdgeGroups groups) {
        progress.stage("Grouping references", analysis.labels().count(owner));
        var seen = new BitSet();
        var current = new Piece[] {new Piece(PIECE)};
        long[] done = {0};
        new FoldedLabels(heap).visit(owner, 0, (target, text, edge) -> {
            int node = census.node(target);
            int type = node < 0 ? -1 : census.typeIndex(node);
            boolean isNew = node >= 0 && !seen.get(node);
            if (isNew) {
                seen.set(node);
            }
            current[0].add(new Key(type, text, edge), target, isNew ? analysis.memoryBytes(node) : 0, isNew);
            if (current[0].isFull()) {
                groups.add(current[0]);
                current[0] = new Piece(PIECE);
                progress.done(done[0] += PIECE);
                progress.check();
            }
            return done[0] < MOST_REFERENCES;
        });
        groups.add(current[0]);
    }
}
