package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.hang.Verdict.Behind;
import io.ouroscope.analysis.hang.Verdict.Link;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Sureness;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.graph.ShortestCycle;
import io.ouroscope.graph.StrongComponents;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Those that never go on and wait for each other in a circle.
final class Deadlocks {
    /// More are not drawn.
    private static final int MOST_SHOWN = 60;

    private static final int MOST_LINKS = 200;

    private final WaitGraph graph;
    private final BitSet stuck;
    private final Cast cast;
    private final IntGraph stuckGraph;
    private final StrongComponents components;
    private final int[] cyclic;

    /// @param gone whether a node is garbage that only waits to be collected
    Deadlocks(WaitGraph graph, BitSet stuck, Cast cast, IntPredicate gone) {
        this.graph = graph;
        this.stuck = stuck;
        this.cast = cast;
        stuckGraph = amongStuck();
        components = StrongComponents.of(stuckGraph);
        cyclic = IntStream.range(0, components.count())
                .filter(components::isCyclic)
                .filter(component -> !isGone(components.members(component), gone))
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(component -> -components.size(component))
                        .thenComparingInt(component -> components.members(component)[0]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private boolean isGone(int[] members, IntPredicate gone) {
        int[] runners = Arrays.stream(members)
                .filter(node -> graph.kind(node).runsCode())
                .toArray();
        return runners.length > 0 && Arrays.stream(runners).allMatch(gone);
    }

    private IntGraph amongStuck() {
        IntGraph all = graph.forward();
        var builder = new IntGraph.Builder(all.nodeCount());
        for (int node = stuck.nextSetBit(0); node >= 0; node = stuck.nextSetBit(node + 1)) {
            for (int position = all.start(node); position < all.end(node); position++) {
                if (stuck.get(all.target(position))) {
                    builder.add(node, all.target(position));
                }
            }
        }
        return builder.build();
    }

    int count() {
        return cyclic.length;
    }

    boolean isInCircle(int node) {
        return stuck.get(node) && components.isCyclic(components.componentOf(node));
    }

    /// Who waits for each other, all of them.
    int[] members(int index) {
        return components.members(cyclic[index]);
    }

    Verdict verdict(int index) {
        int[] all = members(index);
        int[] runners =
                Arrays.stream(all).filter(node -> graph.kind(node).runsCode()).toArray();
        int[] everyone = shown(all);
        boolean knot = everyone.length <= MOST_SHOWN && Arrays.stream(all).anyMatch(graph::any);
        int[] round = round(index);
        int[] shown = knot ? everyone : shown(round);
        int[] waiting = cast.behind(all);
        List<Link> links = knot ? allLinks(all, shown) : links(round, shown);
        var reasons = new ArrayList<String>();
        Certainty certainty = Certainty.CERTAIN;
        if (links.stream().anyMatch(link -> link.sureness() == Sureness.INFERRED)) {
            certainty = Certainty.LIKELY;
            reasons.add("Who holds a lock is inferred from who stands inside its with statement.");
        }
        String way = wayOut(all, waiting, runners.length);
        if (!way.isEmpty()) {
            certainty = Certainty.POSSIBLE;
        }
        int visible = everyone.length;
        if (shown.length < visible) {
            reasons.add(Words.number(visible) + " take part; shown is a shortest way round.");
        }
        boolean whole = knot || shown.length <= MOST_SHOWN;
        List<Member> members =
                Arrays.stream(shown).limit(MOST_SHOWN).mapToObj(cast::member).toList();
        return new Verdict(
                kind(all),
                certainty,
                sentence(runners, all, way) + Cast.more(waiting.length, runners.length == 1),
                reasons,
                members,
                whole ? links : links.subList(0, MOST_SHOWN - 1),
                whole && !knot,
                visible,
                waiting.length == 0 ? Behind.NOBODY : cast.grouped(waiting),
                graph.unchecked(),
                IntList.of(all));
    }

    private VerdictKind kind(int[] all) {
        boolean task = false;
        boolean thread = false;
        for (int node : all) {
            switch (graph.kind(node)) {
                case POOL -> {
                    return VerdictKind.POOL_STARVED;
                }
                case TASK, FUTURE, LOOP, TRIO_TASK, GREENLET -> task = true;
                case THREAD -> {
                    thread = true;
                    task |= runsTasks(node);
                }
                default -> {}
            }
        }
        return thread ? task ? VerdictKind.MIXED_DEADLOCK : VerdictKind.THREAD_DEADLOCK : VerdictKind.TASK_DEADLOCK;
    }

    /// Whether it stands inside a callback of its loop, so that the loop's tasks stand still with it.
    private boolean runsTasks(int thread) {
        IntGraph reverse = graph.reverse();
        for (int position = reverse.start(thread); position < reverse.end(thread); position++) {
            if (graph.how(reverse.edgeId(position)) == How.RUNS_IN) {
                return true;
            }
        }
        return false;
    }

    private String sentence(int[] runners, int[] all, String way) {
        if (kind(all) == VerdictKind.POOL_STARVED) {
            int[] workers = Arrays.stream(all)
                    .filter(node -> graph.kind(node) == ThingKind.THREAD)
                    .toArray();
            return "A pool is starved: " + Words.count(workers.length, "worker") + " "
                    + Words.verb(workers.length, "wait") + " for work that waits for a free worker of the same pool.";
        }
        String who;
        if (runners.length == 1) {
            who = capital(graph.kind(runners[0]).word()) + " "
                    + cast.member(runners[0]).name() + " waits for itself";
        } else {
            who = cast.count(runners.length == 0 ? all : runners) + " wait for each other";
        }
        return who + "; " + (way.isEmpty() ? "nothing scheduled will wake " + them(runners.length) : way) + ".";
    }

    private static String them(int count) {
        return count == 1 ? "it" : "them";
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /// What may yet end it, empty if nothing.
    private String wayOut(int[] all, int[] waiting, int runners) {
        IntGraph forward = graph.forward();
        for (int member : all) {
            for (int position = forward.start(member); position < forward.end(member); position++) {
                How how = graph.how(forward.edgeId(position));
                boolean passesErrorsOn = how == How.GATHER || how == How.TASK_GROUP;
                if (passesErrorsOn && !stuck.get(forward.target(position))) {
                    return (runners == 1 ? "it goes" : "they go")
                            + " on only if something else that is waited for fails";
                }
            }
        }
        if (Arrays.stream(waiting).anyMatch(node -> graph.wake(node) != null && graph.wokenBy(node) < 0)) {
            return "only a timeout or cancellation of someone who waits for " + them(runners) + " can end this";
        }
        return "";
    }

    /// One shortest way round, beginning at who runs code and has the first name.
    private int[] round(int index) {
        int[] nodes =
                ShortestCycle.within(stuckGraph, components, cyclic[index]).nodes();
        int first = 0;
        String firstName = null;
        for (int i = 0; i < nodes.length; i++) {
            if (graph.kind(nodes[i]).runsCode()) {
                String name = cast.member(nodes[i]).name();
                if (firstName == null || name.compareTo(firstName) < 0) {
                    first = i;
                    firstName = name;
                }
            }
        }
        int start = first;
        return IntStream.range(0, nodes.length)
                .map(i -> nodes[(start + i) % nodes.length])
                .toArray();
    }

    /// Futures are folded into the edges, unless there is nothing else.
    private int[] shown(int[] round) {
        int[] shown = Arrays.stream(round)
                .filter(node -> graph.kind(node) != ThingKind.FUTURE)
                .toArray();
        return shown.length == 0 ? round : shown;
    }

    private List<Link> links(int[] round, int[] shown) {
        var visible = new BitSet();
        Arrays.stream(shown).forEach(visible::set);
        var links = new ArrayList<Link>();
        int from = 0;
        var way = new ArrayList<Integer>(List.of(round[0]));
        for (int i = 1; i <= round.length; i++) {
            int node = round[i % round.length];
            way.add(node);
            if (visible.get(node)) {
                links.add(
                        cast.link(way.stream().mapToInt(Integer::intValue).toArray(), from, (from + 1) % shown.length));
                from++;
                way = new ArrayList<>(List.of(node));
            }
        }
        return links;
    }

    /// All ways from one that is shown to the next, over futures: where one of several is enough, only all of them
    /// together prove that none will do.
    private List<Link> allLinks(int[] all, int[] shown) {
        var inside = new BitSet();
        Arrays.stream(all).forEach(inside::set);
        var index = new Int2IntOpenHashMap();
        index.defaultReturnValue(-1);
        for (int i = 0; i < shown.length; i++) {
            index.put(shown[i], i);
        }
        var links = new ArrayList<Link>();
        for (int start : shown) {
            var seen = new BitSet();
            var ways = new ArrayDeque<int[]>();
            ways.add(new int[] {start});
            while (!ways.isEmpty() && links.size() < MOST_LINKS) {
                int[] way = ways.remove();
                int last = way[way.length - 1];
                for (int position = stuckGraph.start(last); position < stuckGraph.end(last); position++) {
                    int target = stuckGraph.target(position);
                    if (!inside.get(target) || seen.get(target)) {
                        continue;
                    }
                    seen.set(target);
                    int[] longer = Arrays.copyOf(way, way.length + 1);
                    longer[way.length] = target;
                    if (index.get(target) >= 0) {
                        links.add(cast.link(longer, index.get(start), index.get(target)));
                    } else {
                        ways.add(longer);
                    }
                }
            }
        }
        return links;
    }
}
