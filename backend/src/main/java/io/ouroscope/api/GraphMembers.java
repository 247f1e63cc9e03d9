package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.Labels;
import io.ouroscope.analysis.Neighbours;
import io.ouroscope.analysis.Neighbours.Direction;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.ReferenceSink;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.workspace.Question;
import it.unimi.dsi.fastutil.longs.LongSets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The neighbours of one object one by one: which they are is found out once, for many of them as a question; what a
/// page shows of them is read when it is asked for.
final class GraphMembers {
    /// Beyond so many references it is a question.
    private static final int MANY = 20_000;

    private static final int CHECK_EVERY = 1 << 14;
    private static final int MOST_LABELS = 4;
    private static final int MOST_WALKED = 200_000;
    private static final int KEY_CHARACTERS = 40;

    /// A neighbour in a long list, with the references that make it one.
    record GroupMember(GraphNodes.GraphNode node, List<GraphNodes.GraphEdgeLabel> labels) {}

    private final Analysis analysis;
    private final Census census;
    private final int node;
    private final Direction direction;
    private final @Nullable PyType type;

    private GraphMembers(Analysis analysis, int node, Direction direction, @Nullable PyType type) {
        this.analysis = analysis;
        census = analysis.process().census();
        this.node = node;
        this.direction = direction;
        this.type = type;
    }

    static Asking.Found<GroupMember> page(
            Context ctx, InSnapshot.View view, int node, Direction direction, @Nullable PyType type)
            throws InterruptedException {
        Paging paging = Paging.of(ctx);
        String again = Parameters.text(ctx, Asking.AGAIN.name());
        var members = new GraphMembers(view.analysis(), node, direction, type);
        Found found;
        Asking.Search search;
        if (view.analysis().neighbours().references(node, direction) <= MANY) {
            found = new Found();
            members.find(found, Progress.NONE);
            search = new Asking.Search(again, "done", "", 100, null, null);
        } else {
            String text = "neighbours " + node + " " + direction + " " + (type == null ? "" : type.address());
            Question<Found> question = view.questions()
                    .ask(
                            text,
                            "Listing neighbours",
                            Found::new,
                            (snapshot, answer, job) ->
                                    new GraphMembers(snapshot.analysis(), node, direction, type).find(answer, job));
            search = Asking.search(question.job());
            found = question.answer();
        }
        int total = found.size;
        int[] nodes = found.nodes;
        int[] items = found.items;
        int from = (int) Math.min(paging.offset(), total);
        var graph = new GraphNodes(view);
        GroupMember[] page = new GroupMember[(int) paging.end(total) - from];
        Arrays.setAll(
                page,
                i -> new GroupMember(graph.node(nodes[from + i]), members.labels(nodes[from + i], items[from + i])));
        return new Asking.Found<>(total, paging.offset(), paging.limit(), List.of(page), search);
    }

    /// Grows while it is read: what lies below `size` never changes.
    private static final class Found implements Question.Answer {
        private volatile int[] nodes = new int[64];
        /// Which item of the object it is, -1 if none.
        private volatile int[] items = new int[64];
        private volatile int size;

        void add(int member, int item) {
            int at = size;
            if (at == nodes.length) {
                items = Arrays.copyOf(items, 2 * at);
                nodes = Arrays.copyOf(nodes, 2 * at);
            }
            nodes[at] = member;
            items[at] = item;
            size = at + 1;
        }

        @Override
        public long heapBytes() {
            return 2L * Integer.BYTES * nodes.length;
        }
    }

    private void find(Found found, Progress progress) {
        Neighbours neighbours = analysis.neighbours();
        progress.stage("Listing neighbours", neighbours.references(node, direction));
        if (direction == Direction.REFERRERS) {
            neighbours.each(node, direction, progress, member -> {
                if (isWanted(member)) {
                    found.add(member, -1);
                }
            });
        } else {
            analysis.process().heap().references(census.address(node), new Items(found, progress));
        }
    }

    private boolean isWanted(int member) {
        return type == null || census.type(member) == type;
    }

    /// Takes an object's references in with the number of the item, so that a page need not count to a name.
    private final class Items implements ReferenceSink {
        private final Found found;
        private final Progress progress;
        private final BitSet seen = new BitSet(census.size());
        private long walked;
        private int pairs;

        Items(Found found, Progress progress) {
            this.found = found;
            this.progress = progress;
        }

        @Override
        public void reference(long target, EdgeClass edge) {
            take(target, -1);
        }

        @Override
        public void item(long target, long index) {
            take(target, index);
        }

        @Override
        public void value(long key, long target) {
            take(target, pairs++);
        }

        private void take(long target, long item) {
            if (++walked % CHECK_EVERY == 0) {
                progress.check();
                progress.done(walked);
            }
            int member = census.node(target);
            if (member >= 0 && member != node && !census.isFreed(member) && isWanted(member) && !seen.get(member)) {
                seen.set(member);
                found.add(member, item == (int) item ? (int) item : -1);
            }
        }
    }

    private List<GraphNodes.GraphEdgeLabel> labels(int member, int item) {
        long owner = census.address(direction == Direction.REFERENCES ? node : member);
        long target = census.address(direction == Direction.REFERENCES ? member : node);
        if (item >= 0) {
            String name = itemName(owner, item, target);
            if (name != null) {
                return List.of(GraphNodes.label(name, EdgeClass.ITEM));
            }
        }
        // Of an object with many references only those are walked that are no items.
        boolean few = analysis.references().outCount(census.node(owner)) <= MANY || direction == Direction.REFERRERS;
        List<Labels.Label> labels =
                analysis.labels().among(owner, LongSets.singleton(target), MOST_LABELS, few ? MOST_WALKED : 0);
        return labels.stream().map(GraphNodes::label).toList();
    }

    private @Nullable String itemName(long owner, int item, long target) {
        String[] name = {null};
        analysis.process().heap().items(owner, item, item + 1L, (index, key, value) -> {
            if (value == target) {
                name[0] = key == 0
                        ? "[" + index + "]"
                        : "[" + Previewer.text(analysis.previewer().preview(key, KEY_CHARACTERS)) + "]";
            }
            return true;
        });
        return name[0];
    }
}
