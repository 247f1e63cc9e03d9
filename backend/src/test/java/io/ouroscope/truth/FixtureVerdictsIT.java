package io.ouroscope.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.hang.Certainty;
import io.ouroscope.analysis.hang.Hang;
import io.ouroscope.analysis.hang.Verdict;
import io.ouroscope.analysis.hang.Verdict.Link;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.hang.VerdictKind;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.truth.Fixtures.Fixture;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Why each committed snapshot stands still: three of its tasks wait for each other, all others may go on. So no
/// version goes unjudged where its interpreter is missing, the free-threaded ones included.
///
/// The main thread has locks, queue and futures in its frames (`tasks.py`: `main`) and is itself in a call that ends,
/// so whoever waits for those may yet be woken.
class FixtureVerdictsIT {
    private static final Set<String> CIRCLE = Set.of("cycle-a", "cycle-b", "cycle-c");
    /// What the program says of itself: it waits for a child in a call that keeps the GIL, within a callback of its
    /// loop.
    private static final Set<VerdictKind> AS_IT_STOPPED = Set.of(VerdictKind.BLOCKED_LOOP, VerdictKind.GIL_HELD_IN_C);
    /// These were stopped by a signal, in no call.
    private static final Set<String> STOPPED_BY_SIGNAL = Set.of("3.13.5t", "3.14.4", "3.14.4t");

    @TempDir
    Path directory;

    static List<Fixture> fixtures() {
        return Fixtures.all();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void onlyTheThreeThatWaitForEachOtherAreCalledStuck(Fixture fixture) throws IOException {
        Path core = fixture.unpacked(directory);
        try (var snapshot = AnalysedSnapshot.ofTemporary(SnapshotStore.of(null), core, Progress.NONE)) {
            Hang hang = snapshot.hang();
            TruthFile truth = TruthFile.read(fixture.truth());
            var softly = new SoftAssertions();
            assertVerdicts(hang, fixture, softly);
            Map<String, Integer> tasks = assertTasks(hang, truth, softly);
            assertPrimitives(hang.graph(), truth, tasks, softly);
            assertWakes(hang.graph(), tasks, softly);
            assertThreads(hang, truth, softly);
            softly.assertAll();
        }
        Files.delete(core);
    }

    private static void assertVerdicts(Hang hang, Fixture fixture, SoftAssertions softly) {
        List<Verdict> verdicts = hang.report().verdicts();
        Verdict first = verdicts.getFirst();
        softly.assertThat(first.kind()).isEqualTo(VerdictKind.TASK_DEADLOCK);
        softly.assertThat(first.certainty()).isEqualTo(Certainty.CERTAIN);
        softly.assertThat(first.sentence()).isEqualTo("3 tasks wait for each other; nothing scheduled will wake them.");
        softly.assertThat(first.members()).extracting(Member::name).containsExactly("cycle-a", "cycle-b", "cycle-c");
        softly.assertThat(first.members())
                .allSatisfy(member -> assertThat(member.function()).isEqualTo("in_cycle"));
        softly.assertThat(first.memberCount()).isEqualTo(3);
        softly.assertThat(first.circle()).isTrue();
        softly.assertThat(first.edges()).extracting(Link::how).containsOnly(How.GATHER);
        softly.assertThat(first.edges()).extracting(Link::from).containsExactly(0, 1, 2);
        softly.assertThat(first.edges()).extracting(Link::to).containsExactly(1, 2, 0);
        softly.assertThat(first.behind().total()).isZero();
        softly.assertThat(first.unchecked()).isEmpty();
        softly.assertThat(verdicts.stream().skip(1).map(Verdict::kind))
                .as("what else is said")
                .containsExactlyInAnyOrderElementsOf(
                        STOPPED_BY_SIGNAL.contains(fixture.version()) ? Set.of() : AS_IT_STOPPED);
    }

    /// The task's awaited future, and what it awaits from the outermost coroutine inwards, are those of row `A`.
    ///
    /// @return the tasks by their names
    private static Map<String, Integer> assertTasks(Hang hang, TruthFile truth, SoftAssertions softly)
            throws IOException {
        WaitGraph graph = hang.graph();
        var tasks = new HashMap<String, Integer>();
        truth.rows("A", cells -> {
            String name = cells[2];
            int node = graph.tasks().node(hex(cells[1]));
            softly.assertThat(node).as("task %s", name).isNotNegative();
            if (node < 0) {
                return;
            }
            tasks.put(name, node);
            softly.assertThat(graph.name(node)).isEqualTo(name);
            softly.assertThat(hang.isStuck(node)).as("%s is stuck", name).isEqualTo(CIRCLE.contains(name));
            LongArrayList chain = graph.tasks().awaitChain(node);
            long[] told = Arrays.stream(cells[5].split(";", -1))
                    .filter(each -> !each.endsWith(":FutureIter") && !each.endsWith(":async_generator_asend"))
                    .mapToLong(each -> hex(each.substring(0, each.indexOf(':'))))
                    .toArray();
            softly.assertThat((List<Long>) chain)
                    .as("what %s awaits", name)
                    .startsWith(LongList.of(told).toArray(new Long[0]));
            if (!cells[4].equals("-")) {
                softly.assertThat(targets(graph, node))
                        .as("the future that %s awaits", name)
                        .contains(graph.tasks().node(hex(cells[4])));
            }
        });
        softly.assertThat(tasks.keySet()).containsAll(CIRCLE);
        return tasks;
    }

    private static void assertPrimitives(
            WaitGraph graph, TruthFile truth, Map<String, Integer> tasks, SoftAssertions softly) {
        assertWaits(graph, tasks, "queue-getter", How.GET, ThingKind.QUEUE, truth.fact("queue"), softly);
        assertWaits(graph, tasks, "lock-waiter", How.ACQUIRE, ThingKind.LOCK, truth.fact("asyncio-lock"), softly);
        assertWaits(graph, tasks, "event-waiter", How.WAIT_ON, ThingKind.EVENT, truth.fact("event"), softly);
        for (String task : List.of("nested", "async-for")) {
            String future = truth.fact(task.equals("nested") ? "future" : "gate");
            assertWaits(graph, tasks, task, How.AWAIT, ThingKind.FUTURE, future, softly);
        }
    }

    /// Where on its way over futures a task comes to the thing.
    private static void assertWaits(
            WaitGraph graph,
            Map<String, Integer> tasks,
            String task,
            How how,
            ThingKind kind,
            String thing,
            SoftAssertions softly) {
        var found = new TreeSet<String>();
        for (int node : reached(graph, tasks.getOrDefault(task, -1))) {
            IntGraph forward = graph.forward();
            for (int position = forward.start(node); position < forward.end(node); position++) {
                int target = forward.target(position);
                found.add(graph.how(forward.edgeId(position)) + " " + graph.kind(target) + " "
                        + Long.toHexString(graph.object(target)));
            }
        }
        softly.assertThat(found).as("what %s waits for", task).contains(how + " " + kind + " " + thing);
    }

    /// Who sleeps, or has a timeout, is woken by a timer.
    private static void assertWakes(WaitGraph graph, Map<String, Integer> tasks, SoftAssertions softly) {
        for (String task : List.of("sleeper", "timeout", "group", "wait-two", "group-child-0", "group-child-1")) {
            Integer start = tasks.get(task);
            if (start != null) {
                softly.assertThat(reached(graph, start).intStream().mapToObj(graph::wake))
                        .as("what wakes %s", task)
                        .anyMatch(wake -> wake != null && wake.kind() == Wake.Kind.TIMER);
            }
        }
        if (tasks.containsKey("group")) {
            softly.assertThat(reached(graph, tasks.get("group")).intStream().boxed())
                    .contains(tasks.get("group-child-0"), tasks.get("group-child-1"));
        }
    }

    /// `on-lock` waits for the lock that the main thread took without `with`: who has it is nowhere recorded.
    private static void assertThreads(Hang hang, TruthFile truth, SoftAssertions softly) throws IOException {
        WaitGraph graph = hang.graph();
        truth.rows("T", cells -> {
            int node = thread(graph, Long.parseLong(cells[2]));
            softly.assertThat(node).as("thread %s", cells[1]).isNotNegative();
            if (node < 0) {
                return;
            }
            softly.assertThat(hang.isStuck(node)).as("%s is stuck", cells[1]).isFalse();
            Wake wake = graph.wake(node);
            switch (cells[1]) {
                case "on-lock", "in-handler" -> {
                    IntGraph forward = graph.forward();
                    softly.assertThat(forward.degree(node)).as(cells[1]).isEqualTo(1);
                    int lock = forward.target(forward.start(node));
                    softly.assertThat(graph.how(forward.edgeId(forward.start(node))))
                            .isEqualTo(How.ACQUIRE);
                    softly.assertThat(graph.kind(lock)).isEqualTo(ThingKind.LOCK);
                    softly.assertThat(graph.object(lock)).isEqualTo(hex(truth.fact("held-lock")));
                    softly.assertThat(forward.degree(lock)).as("holders").isZero();
                }
                case "in-sleep" ->
                    softly.assertThat(wake)
                            .satisfies(timer -> assertThat(timer)
                                    .isNotNull()
                                    .extracting(Wake::kind)
                                    .isEqualTo(Wake.Kind.TIMER));
                default -> {}
            }
        });
    }

    private static int thread(WaitGraph graph, long ident) {
        for (int node = graph.tasks().nodeCount(); node < graph.nodeCount(); node++) {
            var thread = graph.thread(node);
            if (thread != null && thread.state() != null && thread.state().threadId() == ident) {
                return node;
            }
        }
        return -1;
    }

    private static IntOpenHashSet targets(WaitGraph graph, int node) {
        var found = new IntOpenHashSet();
        IntGraph forward = graph.forward();
        for (int position = forward.start(node); position < forward.end(node); position++) {
            found.add(forward.target(position));
        }
        return found;
    }

    /// All that the node waits for, itself first, but for the thread that has to run it.
    private static IntOpenHashSet reached(WaitGraph graph, int start) {
        var seen = new IntOpenHashSet();
        var open = new IntArrayList();
        if (start >= 0) {
            open.add(start);
            seen.add(start);
        }
        IntGraph forward = graph.forward();
        for (int i = 0; i < open.size(); i++) {
            int node = open.getInt(i);
            for (int position = forward.start(node); position < forward.end(node); position++) {
                if (graph.how(forward.edgeId(position)) != How.RUNS_IN && seen.add(forward.target(position))) {
                    open.add(forward.target(position));
                }
            }
        }
        return seen;
    }

    private static long hex(String text) {
        return Long.parseUnsignedLong(text, 16);
    }
}
