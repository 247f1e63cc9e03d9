package io.ouroscope.analysis.tasks;

import io.ouroscope.graph.IntGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.PythonProcess;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// asyncio's tasks and futures and who waits for whom.
///
/// An edge leads from who waits to what is waited for. Only the unfinished wait; finished nodes are known, found by
/// address and by filter, and stand outside the forest. Immutable and thread-safe. Holds some 40 bytes for a node;
/// pages are answered from columns and read memory only for names and frames of what they show.
public final class TaskGraph {
    private static final int NEIGHBOURS = 200;

    private final Nodes nodes;
    private final Waits waits;
    private final Waits finished;
    private final NodeReader reader;
    private final Cycles cycles;
    private final Rows rows;
    private final Awaited awaited;
    private final Forest forest;
    private final TaskTable table;
    private final CycleTeller teller;
    private final AsyncStack stacks;
    private final Counts counts;

    TaskGraph(Nodes nodes, Waits.Builder edges, NodeReader reader) {
        this.nodes = nodes;
        this.reader = reader;
        waits = edges.build(node -> !nodes.finished(node));
        finished = edges.build(nodes::finished);
        cycles = new Cycles(nodes, waits);
        rows = new Rows(nodes, waits, cycles, reader);
        awaited = new Awaited(nodes, waits, finished, reader);
        forest = new Forest(nodes, waits, cycles, rows, reader);
        table = new TaskTable(nodes, waits, cycles, rows, reader, awaited, forest);
        teller = new CycleTeller(nodes, waits, cycles, rows, reader);
        stacks = new AsyncStack(nodes, waits, cycles, rows, reader);
        counts = Counts.of(nodes);
    }

    /// Finds the tasks of a process among all objects of its census.
    public static TaskGraph build(PythonProcess process, Progress progress) {
        return build(process, node -> true, node -> false, progress);
    }

    /// @param present which objects of the census count; the remains of freed ones should not
    /// @param unsure which of them may be remains all the same; their rows say so
    public static TaskGraph build(PythonProcess process, IntPredicate present, IntPredicate unsure, Progress progress) {
        return new TaskFinder(process.heap(), process.census(), progress).find(present, unsure);
    }

    public Counts counts() {
        return counts;
    }

    public int nodeCount() {
        return nodes.count();
    }

    /// Whether the object at this address is a task or future of the graph.
    public boolean contains(long address) {
        return nodes.at(address) >= 0;
    }

    /// The node with this number, in ascending order of address.
    public TaskRow row(int node) {
        return rows.row(node);
    }

    /// The row of a task or future, null if none is there.
    public @Nullable TaskRow rowAt(long address) {
        int node = nodes.at(address);
        return node < 0 ? null : rows.row(node);
    }

    /// The rows that nobody waits for, those behind a cycle first, with one of each cycle that nobody waits for. With
    /// another filter than [Filter#UNFINISHED]: all that match, flat.
    public RowPage roots(Filter filter, int offset, int limit) {
        return forest.roots(filter, offset, limit);
    }

    /// What the node at `parent` waits for; empty if there is no such node.
    ///
    /// @param above whether the row with this address stands above the children in the tree, `parent` included;
    ///     such a child repeats and has no children of its own
    public RowPage children(long parent, LongPredicate above, int offset, int limit) {
        int node = nodes.at(parent);
        return node < 0 ? new RowPage(0, offset, List.of()) : forest.children(node, above, offset, limit);
    }

    /// Who waits for the node at `address`; empty if there is no such node.
    public RowPage waiters(long address, int offset, int limit) {
        int node = nodes.at(address);
        return node < 0 ? new RowPage(0, offset, List.of()) : forest.waiters(node, offset, limit);
    }

    /// The same nodes as a flat table: sorted, filtered, grouped.
    public TaskTable table() {
        return table;
    }

    /// Finds the tasks and futures that have a text.
    public void search(TextMatches matches, Progress progress) {
        try {
            new TaskSearch(nodes, new TextSearch(nodes, awaited, reader, matches), reader, matches).run(progress);
        } finally {
            matches.end();
        }
    }

    /// Where the task or future at this address has the text that it was found by, null if it was not.
    public @Nullable FoundText where(long address, TextMatches matches) {
        int node = nodes.at(address);
        if (node < 0) {
            return null;
        }
        long frame = matches.frame(node);
        return frame == 0
                ? new TextSearch(nodes, awaited, reader, matches).where(node)
                : new LocalsSearch(reader, matches).where(frame);
    }

    public int cycleCount() {
        return cycles.count();
    }

    public Cycle.Summary cycleSummary(int index) {
        return teller.summary(index);
    }

    public Cycle cycle(int index) {
        return teller.cycle(index);
    }

    /// The addresses of one shortest way round the cycle in waiting order, futures included.
    public long[] cycleAddresses(int index) {
        return Arrays.stream(teller.ordered(index)).mapToLong(nodes::address).toArray();
    }

    /// The addresses of all that wait for each other in this cycle, ascending.
    public long[] cycleMembers(int index) {
        return Arrays.stream(cycles.members(index)).mapToLong(nodes::address).toArray();
    }

    /// The number of the task or future at this address, -1 if none is there; they ascend with the addresses.
    public int node(long address) {
        return nodes.at(address);
    }

    public long address(int node) {
        return nodes.address(node);
    }

    public boolean isTask(int node) {
        return nodes.kind(node) == NodeKind.TASK;
    }

    public NodeState state(int node) {
        return nodes.state(node);
    }

    public boolean isFinished(int node) {
        return nodes.finished(node);
    }

    /// May be the remains of a freed object.
    public boolean isUnsure(int node) {
        return nodes.unsure.get(node);
    }

    /// Qualified name of a task's coroutine, empty for futures.
    public String coroutineName(int node) {
        return nodes.coroutine(node);
    }

    /// The innermost suspended frame of a task.
    public Place place(int node) {
        return nodes.place(node);
    }

    /// The innermost suspended frame outside asyncio itself.
    public Place ownPlace(int node) {
        return nodes.ownPlace(node);
    }

    /// A number that two tasks share when their coroutine and their place outside asyncio are the same.
    public long ownSite(int node) {
        return nodes.ownSite(node);
    }

    /// A task's coroutine, 0 for futures and finished tasks.
    public long coroutine(int node) {
        return reader.coroutine(node);
    }

    /// The coroutines and generators that a task is suspended in, outermost first; none of futures and finished tasks.
    public LongArrayList awaitChain(int node) {
        return reader.awaitChain(node);
    }

    /// The nodes that go on as soon as one of those they wait for is finished.
    public BitSet waitForAny() {
        return (BitSet) nodes.any.clone();
    }

    /// The nodes that may go on whatever they wait for: a timeout runs, or a cancellation is on its way.
    public BitSet mayGoOn() {
        return (BitSet) nodes.free.clone();
    }

    /// Whether it waits for a task or future that is not finished.
    public boolean waits(int node) {
        return waits.forward().degree(node) > 0;
    }

    /// Address of the event loop of a task or future, 0 if unknown.
    public long loop(int node) {
        return nodes.loop(node);
    }

    /// Calls `visitor` for every edge between unfinished nodes, by their numbers.
    public void visitWaits(WaitVisitor visitor) {
        IntGraph graph = waits.forward();
        for (int node = 0; node < graph.nodeCount(); node++) {
            for (int position = graph.start(node); position < graph.end(node); position++) {
                visitor.waits(node, graph.target(position), waits.kind(position));
            }
        }
    }

    /// Calls `visitor` for every edge: first all that lead to unfinished nodes, then those to finished ones.
    public void edges(EdgeVisitor visitor) {
        visit(waits, visitor);
        visit(finished, visitor);
    }

    /// Everything about one task or future, null if none is there.
    public @Nullable TaskDetail detail(long address) {
        int node = nodes.at(address);
        if (node < 0) {
            return null;
        }
        return new TaskDetail(
                rows.row(node),
                reader.coroutine(node),
                stacks.of(node),
                waitsFor(node),
                forest.waiters(node, 0, NEIGHBOURS).rows(),
                reader.result(node),
                reader.exception(node));
    }

    /// What belongs to one task or future besides, null if none is there or it cannot be read.
    public @Nullable TaskFacts facts(long address) {
        int node = nodes.at(address);
        return node < 0 ? null : reader.facts(node);
    }

    /// What it waits for, what that waits for, and so on to the end, at most `most` steps.
    public List<TaskRow> chain(long address, int most) {
        int node = nodes.at(address);
        return node < 0 ? List.of() : stacks.chain(node, most);
    }

    private List<TaskRow> waitsFor(int node) {
        var found = new ArrayList<TaskRow>();
        for (Waits each : List.of(waits, finished)) {
            IntGraph graph = each.forward();
            for (int position = graph.start(node);
                    position < graph.end(node) && found.size() < NEIGHBOURS;
                    position++) {
                found.add(rows.row(graph.target(position), node, each.kind(position)));
            }
        }
        return found;
    }

    private void visit(Waits each, EdgeVisitor visitor) {
        IntGraph graph = each.forward();
        for (int node = 0; node < graph.nodeCount(); node++) {
            for (int position = graph.start(node); position < graph.end(node); position++) {
                visitor.edge(nodes.address(node), nodes.address(graph.target(position)), each.kind(position));
            }
        }
    }

    /// Gets edges between numbered nodes.
    @FunctionalInterface
    public interface WaitVisitor {
        void waits(int from, int to, WaitKind kind);
    }

    /// Gets edges.
    @FunctionalInterface
    public interface EdgeVisitor {
        void edge(long from, long to, WaitKind kind);
    }
}
