package io.ouroscope.analysis.tasks;

import io.ouroscope.graph.IntGraph;
import io.ouroscope.graph.StrongComponents;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// The tasks as a forest: below a row stands what it waits for.
///
/// The graph is no tree, so a row can stand in several places, and a cycle would go on for ever: whoever walks down
/// says which rows already stand above. Roots are the nodes that nobody waits for and one of every cycle that nobody
/// outside waits for; so everything unfinished can be reached. Only the roots are sorted beforehand; a page costs
/// what it shows. With a filter the roots are a flat list of all that fit, found by one pass and kept until another
/// filter is asked for.
final class Forest {
    private final Nodes nodes;
    private final Waits waits;
    private final Cycles cycles;
    private final Rows rows;
    private final NodeNames names;
    private final int[] roots;
    private volatile @Nullable Matches last;

    Forest(Nodes nodes, Waits waits, Cycles cycles, Rows rows, NodeNames names) {
        this.nodes = nodes;
        this.waits = waits;
        this.cycles = cycles;
        this.rows = rows;
        this.names = names;
        roots = findRoots();
    }

    /// The nodes that stand at the top.
    int[] roots() {
        return roots.clone();
    }

    RowPage roots(Filter filter, int offset, int limit) {
        int[] found = filter.equals(Filter.UNFINISHED) ? roots : matching(filter);
        var page = new ArrayList<TaskRow>();
        for (int i = Math.max(0, offset); i < found.length && page.size() < limit; i++) {
            page.add(rows.row(found[i]));
        }
        return new RowPage(found.length, offset, page);
    }

    /// What `parent` waits for.
    ///
    /// @param above whether the row with this address stands above, `parent` itself included
    RowPage children(int parent, LongPredicate above, int offset, int limit) {
        IntGraph graph = waits.forward();
        var page = new ArrayList<TaskRow>();
        int end = (int) Math.min(graph.end(parent), graph.start(parent) + Math.max(0L, offset) + limit);
        for (int position = (int) Math.min(end, graph.start(parent) + Math.max(0L, offset));
                position < end;
                position++) {
            TaskRow row = rows.row(graph.target(position), parent, waits.kind(position));
            page.add(above.test(row.address()) ? row.repeated() : row);
        }
        return new RowPage(graph.degree(parent), offset, page);
    }

    /// Who waits for `node`, each row saying how.
    RowPage waiters(int node, int offset, int limit) {
        IntGraph graph = waits.reverse();
        var page = new ArrayList<TaskRow>();
        int end = Math.min(graph.end(node), graph.start(node) + Math.max(0, offset) + limit);
        for (int position = graph.start(node) + Math.max(0, offset); position < end; position++) {
            int waiter = graph.target(position);
            page.add(rows.row(waiter).reachedBy(rows.wait(waiter, waits.reverseKind(position))));
        }
        return new RowPage(graph.degree(node), offset, page);
    }

    /// One node of every component that no other component waits for, and of those the stuck ones and tasks first.
    private int[] findRoots() {
        IntGraph graph = waits.forward();
        StrongComponents components = StrongComponents.of(graph);
        boolean[] awaited = new boolean[components.count()];
        for (int node = 0; node < graph.nodeCount(); node++) {
            for (int position = graph.start(node); position < graph.end(node); position++) {
                int component = components.componentOf(graph.target(position));
                awaited[component] |= component != components.componentOf(node);
            }
        }
        var found = new ArrayList<Root>();
        for (int component = 0; component < components.count(); component++) {
            if (!awaited[component]) {
                int root = representative(components.members(component));
                if (!nodes.finished(root)) {
                    found.add(new Root(root, group(root), names.name(root)));
                }
            }
        }
        found.sort(Comparator.comparingInt(Root::group)
                .thenComparing(Root::name, NodeNames.natural())
                .thenComparingInt(Root::node));
        return found.stream().mapToInt(Root::node).toArray();
    }

    private record Root(int node, int group, String name) {}

    /// The first member by name among the tasks, else the first.
    private int representative(int[] members) {
        int best = members[0];
        String bestName = null;
        for (int member : members) {
            if (members.length > 1 && nodes.kind(member) == NodeKind.TASK) {
                String name = names.name(member);
                if (bestName == null || NodeNames.natural().compare(name, bestName) < 0) {
                    best = member;
                    bestName = name;
                }
            }
        }
        return best;
    }

    private int group(int node) {
        boolean task = nodes.kind(node) == NodeKind.TASK;
        return cycles.isStuck(node) ? task ? 0 : 1 : task ? 2 : waits.forward().degree(node) > 0 ? 3 : 4;
    }

    private int[] matching(Filter filter) {
        Matches kept = last;
        int version = filter.version();
        if (kept != null && kept.filter.equals(filter) && kept.version == version) {
            return kept.nodes;
        }
        var found = new IntArrayList();
        int[] among = filter.among() == null ? null : filter.among().nodes();
        for (int i = 0; i < (among == null ? nodes.count() : among.length); i++) {
            int node = among == null ? i : among[i];
            if (filter.states().contains(nodes.state(node))) {
                found.add(node);
            }
        }
        var matches = new Matches(filter, version, found.toIntArray());
        last = matches;
        return matches.nodes;
    }

    private record Matches(Filter filter, int version, int[] nodes) {}
}
