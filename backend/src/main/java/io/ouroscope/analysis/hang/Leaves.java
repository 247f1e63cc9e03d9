package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.hang.Verdict.Link;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Sureness;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.python.discovery.Census;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where waiting for ever begins without a circle: futures and events that nothing that runs can reach, locks that
/// nobody will give back, queues that nobody fills.
final class Leaves {
    private static final int MOST_SHOWN = 12;

    private final WaitGraph graph;
    private final BitSet stuck;
    private final Deadlocks deadlocks;
    private final Cast cast;
    private final Census census;
    private final NativeReach natives;
    private final IntPredicate gone;
    private final boolean whole;

    /// @param gone whether a node is garbage that only waits to be collected
    /// @param whole whether all of the process's memory is there to look at
    Leaves(
            WaitGraph graph,
            BitSet stuck,
            Deadlocks deadlocks,
            Cast cast,
            Census census,
            NativeReach natives,
            IntPredicate gone,
            boolean whole) {
        this.graph = graph;
        this.stuck = stuck;
        this.deadlocks = deadlocks;
        this.cast = cast;
        this.census = census;
        this.natives = natives;
        this.gone = gone;
        this.whole = whole;
    }

    /// What is waited for at one place, of one kind.
    private record Site(VerdictKind verdict, ThingKind kind, String name, String how, long waiterSite) {}

    /// Nodes that are the same to people.
    private record Group(Site site, IntArrayList leaves, IntArrayList waiters) {}

    List<Verdict> verdicts() {
        Map<Site, Group> groups = new LinkedHashMap<>();
        for (int node = stuck.nextSetBit(0); node >= 0; node = stuck.nextSetBit(node + 1)) {
            VerdictKind kind = kindOf(node);
            if (kind != null) {
                collect(node, kind, groups);
            }
        }
        return groups.values().stream()
                .sorted(Comparator.comparingInt(
                        (Group group) -> -group.waiters().size()))
                .map(this::verdict)
                .toList();
    }

    /// What it means that this node never goes on, null if that begins elsewhere.
    private @Nullable VerdictKind kindOf(int node) {
        boolean begins = graph.isLost(node) || !waitsForStuck(node);
        boolean isLock = switch (graph.kind(node)) {
            case LOCK, NATIVE_LOCK, IMPORT_LOCK, SEMAPHORE -> true;
            default -> false;
        };
        if (isLock) {
            return begins || !deadlocks.isInCircle(node) ? VerdictKind.LOCK_NEVER_RELEASED : null;
        }
        if (!begins || deadlocks.isInCircle(node)) {
            return null;
        }
        return switch (graph.kind(node)) {
            case GIL -> VerdictKind.LOCK_NEVER_RELEASED;
            case QUEUE -> VerdictKind.QUEUE_WITHOUT_PRODUCER;
            case THREAD, POOL -> null;
            default -> VerdictKind.ORPHAN_FUTURE;
        };
    }

    private boolean waitsForStuck(int node) {
        IntGraph forward = graph.forward();
        for (int position = forward.start(node); position < forward.end(node); position++) {
            if (stuck.get(forward.target(position))) {
                return true;
            }
        }
        return false;
    }

    private void collect(int leaf, VerdictKind kind, Map<Site, Group> groups) {
        boolean mayBeLost = graph.isLost(leaf) || !graph.suspicion(leaf).isEmpty();
        if (natives.holds(census.node(graph.object(leaf))) && !mayBeLost) {
            return;
        }
        IntArrayList waiters = runnersBefore(leaf);
        waiters.removeIf(this::isNoMatter);
        boolean isSaid = graph.kind(leaf) == ThingKind.LOOP
                ? !isMissed(leaf, waiters)
                : waiters.intStream().allMatch(this::isOfBlockedLoop);
        if (waiters.isEmpty() || isSaid) {
            return;
        }
        int first = waiters.getInt(0);
        long place = graph.kind(first) == ThingKind.TASK ? graph.tasks().ownSite(first) : -1 - first;
        String name = graph.kind(leaf) == ThingKind.FUTURE ? "" : graph.name(leaf);
        var site = new Site(kind, graph.kind(leaf), name, firstHow(first, leaf).word(), place);
        Group group = groups.computeIfAbsent(site, each -> new Group(each, new IntArrayList(), new IntArrayList()));
        group.leaves().add(leaf);
        group.waiters().addAll(waiters);
    }

    /// Whether somebody waits for a loop that nobody runs: its own tasks alone are what was left when it ended.
    private boolean isMissed(int loop, IntArrayList waiters) {
        return IntStream.concat(waiters.intStream(), Arrays.stream(cast.behind(waiters.toIntArray())))
                .anyMatch(waiter -> !runsIn(waiter, loop));
    }

    private boolean runsIn(int waiter, int loop) {
        IntGraph forward = graph.forward();
        return IntStream.range(forward.start(waiter), forward.end(waiter))
                .anyMatch(position ->
                        forward.target(position) == loop && graph.how(forward.edgeId(position)) == How.RUNS_IN);
    }

    /// Idle workers wait as they should; remains of freed tasks do not wait at all.
    private boolean isNoMatter(int waiter) {
        Wake wake = graph.wake(waiter);
        boolean idle = wake != null && wake.kind() == Wake.Kind.IDLE;
        return idle
                || gone.test(waiter)
                || waiter < graph.tasks().nodeCount() && graph.tasks().isUnsure(waiter);
    }

    /// A task whose loop's thread never comes back: who would wake it may be another task of that loop. What is said of
    /// the blocked loop is enough.
    private boolean isOfBlockedLoop(int waiter) {
        IntGraph forward = graph.forward();
        for (int position = forward.start(waiter); position < forward.end(waiter); position++) {
            if (graph.how(forward.edgeId(position)) == How.RUNS_IN && stuck.get(forward.target(position))) {
                return true;
            }
        }
        return false;
    }

    /// The nearest that run code and wait for the node, over futures.
    private IntArrayList runnersBefore(int leaf) {
        var found = new IntArrayList();
        var seen = new IntOpenHashSet();
        var open = new IntArrayList();
        open.add(leaf);
        seen.add(leaf);
        IntGraph reverse = graph.reverse();
        for (int i = 0; i < open.size(); i++) {
            int node = open.getInt(i);
            for (int position = reverse.start(node); position < reverse.end(node); position++) {
                int waiter = reverse.target(position);
                if (stuck.get(waiter) && seen.add(waiter)) {
                    (graph.kind(waiter).runsCode() ? found : open).add(waiter);
                }
            }
        }
        return found;
    }

    /// How the way from the waiter to the leaf begins, without the await of a future.
    private How firstHow(int waiter, int leaf) {
        How found = How.AWAIT;
        int node = waiter;
        IntGraph forward = graph.forward();
        for (int steps = 0; steps < MOST_SHOWN && node != leaf && forward.degree(node) == 1; steps++) {
            int position = forward.start(node);
            How how = graph.how(forward.edgeId(position));
            found = how == How.AWAIT ? found : how;
            node = forward.target(position);
        }
        return found;
    }

    private Verdict verdict(Group group) {
        int leaf = group.leaves().getInt(0);
        int[] shownWaiters = group.waiters().intStream().limit(MOST_SHOWN).toArray();
        var members = new ArrayList<Member>();
        var links = new ArrayList<Link>();
        members.add(cast.member(leaf));
        int holder = holder(leaf);
        if (holder >= 0) {
            members.add(cast.member(holder));
            links.add(cast.link(new int[] {leaf, holder}, 0, 1));
        }
        for (int waiter : shownWaiters) {
            int[] way = way(waiter, leaf);
            if (way.length > 0) {
                links.add(cast.link(way, members.size(), 0));
                members.add(cast.member(waiter));
            }
        }
        int[] direct = group.waiters().toIntArray();
        int[] all = union(group.leaves().toIntArray(), direct);
        int[] waiting = cast.behind(all);
        var reasons = new ArrayList<String>();
        Certainty certainty = certainty(group, holder, links, reasons);
        return new Verdict(
                group.site().verdict(),
                certainty,
                sentence(group, leaf, holder) + Cast.more(waiting.length, direct.length == 1),
                reasons,
                members,
                links,
                false,
                all.length,
                cast.grouped(waiting.length == 0 ? direct : union(direct, waiting)),
                graph.unchecked(),
                IntList.of(all));
    }

    private Certainty certainty(Group group, int holder, List<Link> links, List<String> reasons) {
        Certainty certainty = Certainty.CERTAIN;
        int leaf = group.leaves().getInt(0);
        if (graph.isLost(leaf)) {
            reasons.add("The lock's own memory and the list of threads tell it.");
        } else if (holder >= 0) {
            boolean inferred = links.getFirst().sureness() == Sureness.INFERRED;
            if (inferred) {
                certainty = Certainty.LIKELY;
                reasons.add("The holder is inferred: it stands inside the lock's with statement.");
            }
            reasons.add("The holder itself waits for ever.");
        } else {
            reasons.add("No thread that runs, no timer, no registered socket and no scheduled callback can reach "
                    + (group.leaves().size() == 1 ? "it" : "them") + " through any reference.");
            if (group.leaves().intStream().anyMatch(each -> natives.mayKnow(census.node(graph.object(each))))) {
                certainty = Certainty.LIKELY;
                reasons.add("Native code holds objects that lead to it through modules or classes.");
            }
            if (!graph.doubt(leaf).isEmpty()) {
                certainty = certainty.and(Certainty.LIKELY);
                reasons.add(graph.doubt(leaf));
            }
            if (!graph.suspicion(leaf).isEmpty()) {
                certainty = Certainty.POSSIBLE;
                reasons.add(graph.suspicion(leaf));
            }
        }
        if (!whole) {
            certainty = certainty.and(Certainty.LIKELY);
            reasons.add("A part of the process's memory is missing in the snapshot.");
        }
        return certainty;
    }

    private int holder(int leaf) {
        IntGraph forward = graph.forward();
        for (int position = forward.start(leaf); position < forward.end(leaf); position++) {
            if (graph.how(forward.edgeId(position)) == How.HELD_BY) {
                return forward.target(position);
            }
        }
        return -1;
    }

    private String sentence(Group group, int leaf, int holder) {
        int leaves = group.leaves().size();
        int[] waiters = group.waiters().toIntArray();
        String who = cast.count(waiters);
        String wait = Words.verb(waiters.length, "wait");
        String at = cast.member(waiters[0]).place().shortText();
        String where = at.isEmpty() ? "" : " at " + at;
        String thing = described(group.site(), leaves);
        if (group.site().kind() == ThingKind.LOOP) {
            String why = graph.note(leaf).isEmpty() ? "" : graph.note(leaf) + ", and ";
            return who + " " + wait + where + " for " + thing + "; " + why + "nothing that still runs can run it.";
        }
        return switch (group.site().verdict()) {
            case LOCK_NEVER_RELEASED -> {
                String why = graph.isLost(leaf)
                        ? graph.note(leaf)
                        : holder >= 0
                                ? "it is held by " + graph.kind(holder).word() + " '"
                                        + cast.member(holder).name() + "', which itself waits for ever"
                                : "nothing that still runs can release it" + told(group);
                yield who + " " + wait + where + " for " + thing + "; " + why + ".";
            }
            case QUEUE_WITHOUT_PRODUCER ->
                who + " " + wait + where + " for " + forWhat(group.site().how()) + thing
                        + "; nothing that still runs can reach the queue" + told(group) + ".";
            default ->
                who + " " + wait + where + " for " + thing + ", which nothing that still runs can "
                        + (group.site().kind() == ThingKind.EVENT ? "set" : "finish")
                        + told(group) + ".";
        };
    }

    /// What is known of the one thing that is waited for, in brackets; nothing where there are several.
    private String told(Group group) {
        String note = group.leaves().size() == 1 ? graph.note(group.leaves().getInt(0)) : "";
        return note.isEmpty() ? "" : " (" + note + ")";
    }

    private static String forWhat(String how) {
        return switch (how) {
            case "get" -> "an item of ";
            case "put" -> "room in ";
            case "join" -> "the end of the work in ";
            default -> "";
        };
    }

    /// `an asyncio.Event`, `a lock ('orders')`, `3 futures`.
    private static String described(Site site, int count) {
        String word = site.kind().word();
        if (site.kind() == ThingKind.GIL) {
            return site.name();
        }
        boolean isType = site.name().indexOf('.') > 0 && site.name().chars().noneMatch(Character::isWhitespace);
        if (count > 1) {
            return Words.count(count, word) + (site.name().isEmpty() ? "" : " (" + site.name() + ")");
        }
        return isType ? Words.a(site.name()) : Words.a(word) + (site.name().isEmpty() ? "" : " (" + site.name() + ")");
    }

    /// A way from the waiter to the leaf over futures; empty if there is none.
    private int[] way(int waiter, int leaf) {
        var way = new IntArrayList();
        way.add(waiter);
        IntGraph forward = graph.forward();
        int node = waiter;
        for (int steps = 0; steps < MOST_SHOWN; steps++) {
            int next = -1;
            for (int position = forward.start(node); position < forward.end(node); position++) {
                int target = forward.target(position);
                if (target == leaf
                        || next < 0 && stuck.get(target) && !graph.kind(target).runsCode()) {
                    next = target;
                }
            }
            if (next < 0) {
                return new int[0];
            }
            way.add(next);
            if (next == leaf) {
                return way.toIntArray();
            }
            node = next;
        }
        return new int[0];
    }

    private static int[] union(int[] first, int[] second) {
        var all = new IntOpenHashSet(first);
        for (int node : second) {
            all.add(node);
        }
        return all.toIntArray();
    }
}
