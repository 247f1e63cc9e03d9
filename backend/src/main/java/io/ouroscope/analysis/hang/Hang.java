package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.WaitSource;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Census;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/// Judges why a process stands still: the graph of waits, what of it can never go on, and the sentences about it.
/// Immutable once made.
public final class Hang {
    static final int MOST_OF_A_KIND = 50;

    private static final Comparator<Verdict> WORST_FIRST = Comparator.comparing((Verdict verdict) ->
                    verdict.certainty() == Certainty.POSSIBLE && verdict.kind().isForEver())
            .thenComparing(Verdict::kind)
            .thenComparing(Verdict::certainty);

    private final WaitGraph graph;
    private final BitSet stuck;
    private final HangReport report;
    private final Standing standing;
    private final WaitedThings things;

    private Hang(WaitGraph graph, BitSet stuck, HangReport report, Cast cast) {
        this.graph = graph;
        this.stuck = stuck;
        this.report = report;
        standing = Standing.of(graph, report.verdicts());
        things = WaitedThings.of(graph, stuck, cast, standing);
    }

    /// @param sources what adds nodes and edges beside asyncio's own
    /// @param whole whether all of the process's memory is there to look at
    public static Hang of(
            Analysis analysis, Threads threads, List<WaitSource> sources, boolean whole, Progress progress) {
        progress.stage("Collecting waits", 0);
        var builder = new WaitBuilder(analysis.tasks(), threads.list());
        sources.forEach(source -> source.addTo(builder));
        WaitGraph graph = builder.build();
        var holdings = new OwnReferences(Holdings.of(analysis), graph);
        Standstill standstill = Standstill.of(graph, holdings, progress);
        BitSet stuck = standstill.stuck();
        var cast = new Cast(graph, threads);
        Census census = analysis.process().census();
        IntPredicate gone = node -> {
            int object = census.node(graph.object(node));
            return object >= 0 && analysis.state(object) == ObjectState.GARBAGE;
        };
        var verdicts = new ArrayList<Verdict>();
        var deadlocks = new Deadlocks(graph, stuck, cast, gone);
        for (int i = 0; i < Math.min(deadlocks.count(), MOST_OF_A_KIND); i++) {
            verdicts.add(deadlocks.verdict(i));
        }
        int count = deadlocks.count();
        if (!stuck.isEmpty()) {
            NativeReach natives = NativeReach.of(analysis, holdings, graph, standstill.barriers(), progress);
            List<Verdict> leaves = new Leaves(graph, stuck, deadlocks, cast, census, natives, gone, whole).verdicts();
            count += leaves.size();
            verdicts.addAll(worst(leaves));
        }
        List<Verdict> hindrances = new Hindrances(graph, stuck, deadlocks, cast).verdicts();
        count += hindrances.size();
        verdicts.addAll(worst(hindrances));
        if (verdicts.stream().noneMatch(verdict -> verdict.kind().isProblem())) {
            verdicts.add(calm(graph, stuck, gone));
            count++;
        }
        verdicts.sort(WORST_FIRST);
        return new Hang(
                graph,
                stuck,
                new HangReport(List.copyOf(verdicts), count, new WaitGroups(graph, stuck, cast).groups()),
                cast);
    }

    /// The worst and most certain, of equals the first.
    static List<Verdict> worst(List<Verdict> verdicts) {
        return verdicts.stream().sorted(WORST_FIRST).limit(MOST_OF_A_KIND).toList();
    }

    /// Nothing is wrong: what those that wait wait for.
    private static Verdict calm(WaitGraph graph, BitSet stuck, IntPredicate gone) {
        Map<String, Integer> reasons = new LinkedHashMap<>();
        int waiting = 0;
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.finished(node) || !graph.kind(node).runsCode()) {
                continue;
            }
            ThreadInfo thread = graph.thread(node);
            waiting += thread == null || thread.state() != null ? 1 : 0;
        }
        for (int node = 0; node < graph.nodeCount(); node++) {
            Wake wake = graph.wake(node);
            if (wake != null && !graph.finished(node)) {
                reasons.merge(wake.kind().word(), 1, Integer::sum);
            }
        }
        long left = stuck.stream()
                .filter(node -> graph.kind(node) == ThingKind.TASK && gone.test(node))
                .count();
        boolean idle = reasons.isEmpty() || reasons.keySet().equals(Set.of(Wake.Kind.IDLE.word()));
        String sentence = idle
                ? "Nothing is wrong as far as can be seen: nobody waits for something that cannot come."
                : "Nothing is stuck: everything that waits can be woken ("
                        + Words.list(reasons.entrySet().stream()
                                .map(each -> Words.number(each.getValue()) + " × " + each.getKey())
                                .toList())
                        + ").";
        return new Verdict(
                idle || waiting == 0 ? VerdictKind.NONE : VerdictKind.WAITING,
                Certainty.CERTAIN,
                sentence,
                left == 0
                        ? List.of()
                        : List.of(Words.count(left, "waiting task") + " that nothing refers to any more "
                                + (left == 1 ? "is" : "are") + " left out: the garbage collector takes "
                                + (left == 1 ? "it" : "them") + " when it runs next."),
                List.of(),
                List.of(),
                false,
                0,
                Verdict.Behind.NOBODY,
                graph.unchecked(),
                IntList.of());
    }

    public WaitGraph graph() {
        return graph;
    }

    /// Whether nothing known will ever wake the node.
    public boolean isStuck(int node) {
        return stuck.get(node);
    }

    /// Which verdict each task and thread belongs to.
    public Standing standing() {
        return standing;
    }

    /// Locks, events, queues and whatever else is waited for.
    public WaitedThings things() {
        return things;
    }

    public HangReport report() {
        return report;
    }
}
