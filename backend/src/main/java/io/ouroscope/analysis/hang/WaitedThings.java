package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Sureness;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Locks of every kind and what else is waited for: events, conditions, semaphores, barriers, queues, pools; who has
/// each, and who waits. The numbers are taken once, names and places when they are asked for.
public final class WaitedThings {
    private static final Set<ThingKind> LISTED = EnumSet.of(
            ThingKind.LOCK,
            ThingKind.NATIVE_LOCK,
            ThingKind.IMPORT_LOCK,
            ThingKind.GIL,
            ThingKind.CONDITION,
            ThingKind.EVENT,
            ThingKind.SEMAPHORE,
            ThingKind.BARRIER,
            ThingKind.QUEUE,
            ThingKind.POOL);

    private final WaitGraph graph;
    private final BitSet stuck;
    private final Cast cast;
    private final Standing standing;
    private final List<Count> counts;
    private final Long2IntOpenHashMap nodes = new Long2IntOpenHashMap();

    /// A thing and how many hold it and wait for it.
    public record Count(int node, ThingKind kind, String name, int holders, int waiters) {}

    /// Who has it.
    ///
    /// @param sureness how that is known
    public record Held(Member by, Sureness sureness) {}

    /// What somebody waits for.
    ///
    /// @param thing what it is, over futures
    public record WaitsFor(How how, Sureness sureness, int thing) {}

    private WaitedThings(WaitGraph graph, BitSet stuck, Cast cast, Standing standing) {
        this.graph = graph;
        this.stuck = stuck;
        this.cast = cast;
        this.standing = standing;
        nodes.defaultReturnValue(-1);
        int first = graph.tasks().nodeCount();
        var found = new ArrayList<Count>();
        for (int node = first; node < graph.nodeCount(); node++) {
            var thread = graph.thread(node);
            if (thread != null && thread.address() != 0) {
                nodes.put(thread.address(), node);
            }
            if (graph.object(node) != 0) {
                nodes.put(graph.object(node), node);
            }
            if (LISTED.contains(graph.kind(node))) {
                found.add(new Count(
                        node,
                        graph.kind(node),
                        graph.name(node),
                        holderCount(node),
                        waiterNodes(node).size()));
            }
        }
        found.sort(Comparator.comparingInt((Count count) -> -count.waiters())
                .thenComparingInt(count -> -count.holders())
                .thenComparingInt(Count::node));
        counts = List.copyOf(found);
    }

    static WaitedThings of(WaitGraph graph, BitSet stuck, Cast cast, Standing standing) {
        return new WaitedThings(graph, stuck, cast, standing);
    }

    /// All, most waited for first.
    public List<Count> list() {
        return counts;
    }

    /// The node of the graph that this object, native lock or thread state is, -1 if none.
    public int node(long address) {
        int task = graph.tasks().node(address);
        return task >= 0 ? task : nodes.get(address);
    }

    public ThingKind kind(int node) {
        return graph.kind(node);
    }

    public String name(int node) {
        return graph.name(node);
    }

    /// Of its object or of the native lock, 0 if it has none.
    public long address(int node) {
        return graph.object(node);
    }

    /// Whether it is a lock, event, queue …
    public boolean isListed(int node) {
        return LISTED.contains(graph.kind(node));
    }

    /// Whether nothing known will free it or finish it.
    public boolean isStuck(int node) {
        return stuck.get(node);
    }

    public Standing standing() {
        return standing;
    }

    /// Names and places are kept once read, hence one at a time.
    public synchronized Member member(int node) {
        return cast.member(node);
    }

    /// In which state it is, in a few words; empty if nothing is to be said.
    public String state(int node) {
        Wake wake = graph.wake(node);
        String note = graph.note(node);
        String woken = wake == null ? "" : wake.text().isEmpty() ? wake.kind().word() : wake.text();
        return note.isEmpty() ? woken : woken.isEmpty() ? note : note + "; " + woken;
    }

    /// @param most of them
    public List<Held> holders(int node, int most) {
        IntGraph forward = graph.forward();
        return holding(node)
                .limit(most)
                .mapToObj(position ->
                        new Held(member(forward.target(position)), graph.sureness(forward.edgeId(position))))
                .toList();
    }

    public int holderCount(int node) {
        return (int) holding(node).count();
    }

    /// Who waits for it, directly or over futures.
    public int[] waiters(int node) {
        return waiterNodes(node).toIntArray();
    }

    /// What somebody waits for, over futures.
    public List<WaitsFor> waitsFor(int node) {
        var found = new ArrayList<WaitsFor>();
        var seen = new IntOpenHashSet();
        var open = new IntArrayList();
        IntGraph forward = graph.forward();
        open.add(node);
        for (int i = 0; i < open.size(); i++) {
            int from = open.getInt(i);
            for (int position = forward.start(from); position < forward.end(from); position++) {
                int edge = forward.edgeId(position);
                int target = forward.target(position);
                if (!seen.add(target)) {
                    continue;
                }
                if (graph.kind(target) == ThingKind.FUTURE && forward.degree(target) > 0) {
                    open.add(target);
                } else {
                    found.add(new WaitsFor(graph.how(edge), graph.sureness(edge), target));
                }
            }
        }
        return found;
    }

    /// Positions of edges to holders.
    private IntStream holding(int node) {
        IntGraph forward = graph.forward();
        return IntStream.range(forward.start(node), forward.end(node))
                .filter(position -> graph.how(forward.edgeId(position)) == How.HELD_BY);
    }

    private IntArrayList waiterNodes(int thing) {
        var found = new IntArrayList();
        var seen = new IntOpenHashSet();
        var open = new IntArrayList();
        open.add(thing);
        IntGraph reverse = graph.reverse();
        for (int i = 0; i < open.size(); i++) {
            int node = open.getInt(i);
            for (int position = reverse.start(node); position < reverse.end(node); position++) {
                int waiter = reverse.target(position);
                if (graph.finished(waiter) || !seen.add(waiter)) {
                    continue;
                }
                ThingKind kind = graph.kind(waiter);
                if (kind.runsCode()) {
                    found.add(waiter);
                } else if (kind == ThingKind.FUTURE || kind == ThingKind.WORK) {
                    open.add(waiter);
                }
            }
        }
        return found;
    }
}
