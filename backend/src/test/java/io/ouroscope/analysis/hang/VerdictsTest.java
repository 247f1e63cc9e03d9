package io.ouroscope.analysis.hang;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.tasks.DrawnGraph;
import io.ouroscope.analysis.tasks.WaitKind;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Sureness;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.testing.FakeHeap;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sentences, certainty and order of verdicts, over graphs drawn in code.
class VerdictsTest {
    private static final long LOCK = 16 * 1_000;

    private static Cast cast(WaitGraph graph) {
        var process = Discovery.discover(FakeHeap.of("3.12.1").memory(), new Hints("3.12.1", List.of()), Progress.NONE);
        return new Cast(graph, Threads.of(process, List.of()));
    }

    /// All of them stand still.
    private static Deadlocks deadlocks(WaitGraph graph) {
        var stuck = new BitSet();
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.wake(node) == null) {
                stuck.set(node);
            }
        }
        return new Deadlocks(graph, stuck, cast(graph), node -> false);
    }

    private static WaitBuilder builder(DrawnGraph drawn) {
        return new WaitBuilder(drawn.build(), List.of());
    }

    private static DrawnGraph ring(String... names) {
        var drawn = new DrawnGraph();
        for (String name : names) {
            drawn.task(name);
        }
        for (int i = 0; i < names.length; i++) {
            drawn.waits(names[i], names[(i + 1) % names.length], WaitKind.AWAIT);
        }
        return drawn;
    }

    @Test
    void aTaskThatWaitsForItselfIsToldAsOne() {
        Deadlocks found = deadlocks(builder(ring("alone")).build());
        assertThat(found.count()).isEqualTo(1);
        Verdict verdict = found.verdict(0);
        assertThat(verdict.kind()).isEqualTo(VerdictKind.TASK_DEADLOCK);
        assertThat(verdict.sentence()).isEqualTo("Task alone waits for itself; nothing scheduled will wake it.");
        assertThat(verdict.circle()).isTrue();
    }

    @Test
    void aCircleNamesItsMembersInWaitingOrderAndWhoWaitsBehind() {
        DrawnGraph drawn = ring("b", "c", "a").task("behind").waits("behind", "c", WaitKind.AWAIT);
        Verdict verdict = deadlocks(builder(drawn).build()).verdict(0);
        assertThat(verdict.members()).extracting(Verdict.Member::name).containsExactly("a", "b", "c");
        assertThat(verdict.edges()).extracting(Verdict.Link::to).containsExactly(1, 2, 0);
        assertThat(verdict.certainty()).isEqualTo(Certainty.CERTAIN);
        assertThat(verdict.behind().total()).isEqualTo(1);
        assertThat(verdict.sentence())
                .isEqualTo("3 tasks wait for each other; nothing scheduled will wake them. 1 more waits behind them.");
    }

    @Test
    void aHolderThatIsInferredMakesACircleLikely() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("b").waits("b", "a", WaitKind.AWAIT);
        WaitBuilder builder = builder(drawn);
        int lock = builder.thing(ThingKind.LOCK, LOCK, "asyncio.Lock");
        builder.waits(builder.task(drawn.address("a")), lock, How.ACQUIRE);
        builder.waits(lock, builder.task(drawn.address("b")), How.HELD_BY, Sureness.INFERRED);
        Verdict verdict = deadlocks(builder.build()).verdict(0);
        assertThat(verdict.certainty()).isEqualTo(Certainty.LIKELY);
        assertThat(verdict.reasons())
                .containsExactly("Who holds a lock is inferred from who stands inside its with statement.");
    }

    @Test
    void aTimeoutBehindACircleMakesItPossibleAndSaysSo() {
        DrawnGraph drawn = ring("a", "b").task("patient").waits("patient", "a", WaitKind.AWAIT);
        WaitBuilder builder = builder(drawn);
        builder.wakes(builder.task(drawn.address("patient")), Wake.timer("timer in 3 s", 3));
        Verdict verdict = deadlocks(builder.build()).verdict(0);
        assertThat(verdict.certainty()).isEqualTo(Certainty.POSSIBLE);
        assertThat(verdict.sentence())
                .startsWith(
                        "2 tasks wait for each other; only a timeout or cancellation of someone who waits for them");
    }

    @Test
    void theLargestCircleComesFirst() {
        DrawnGraph drawn = new DrawnGraph();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            drawn.task(name);
        }
        drawn.waits("a", "b", WaitKind.AWAIT).waits("b", "a", WaitKind.AWAIT);
        drawn.waits("c", "d", WaitKind.AWAIT).waits("d", "e", WaitKind.AWAIT).waits("e", "c", WaitKind.AWAIT);
        Deadlocks found = deadlocks(builder(drawn).build());
        assertThat(found.count()).isEqualTo(2);
        assertThat(found.verdict(0).memberCount()).isEqualTo(3);
        assertThat(found.verdict(1).memberCount()).isEqualTo(2);
    }

    @Test
    void aDiamondIsNoCircle() {
        DrawnGraph drawn = new DrawnGraph();
        for (String name : List.of("top", "left", "right", "bottom")) {
            drawn.task(name);
        }
        drawn.waits("top", "left", WaitKind.AWAIT).waits("top", "right", WaitKind.AWAIT);
        drawn.waits("left", "bottom", WaitKind.AWAIT).waits("right", "bottom", WaitKind.AWAIT);
        assertThat(deadlocks(builder(drawn).build()).count()).isZero();
    }

    private static List<Verdict> hindrances(String... peers) {
        var drawn = new DrawnGraph();
        for (int i = 0; i < peers.length; i++) {
            drawn.task("t" + i).future("f" + i).waits("t" + i, "f" + i, WaitKind.AWAIT);
        }
        WaitBuilder builder = builder(drawn);
        for (int i = 0; i < peers.length; i++) {
            builder.wakes(builder.task(drawn.address("f" + i)), Wake.peer("fd " + i + " → " + peers[i], i));
        }
        WaitGraph graph = builder.build();
        return new Hindrances(graph, new BitSet(), deadlocks(graph), cast(graph)).verdicts();
    }

    @Test
    void connectionsToOneHostAreOneVerdictAndTheMostWaitedForHostComesFirst() {
        List<Verdict> found = hindrances(
                "socket 10.0.0.7:443", "socket 10.0.0.8:1001", "socket 10.0.0.8:1002", "socket 10.0.0.8:1003");
        assertThat(found).extracting(Verdict::kind).containsOnly(VerdictKind.WAITING_FOR_PEER);
        assertThat(found)
                .extracting(Verdict::sentence)
                .containsExactly(
                        "3 tasks wait at generate.py:21 for the other side: socket 10.0.0.8.",
                        "1 task waits at generate.py:21 for the other side: socket 10.0.0.7:443.");
        assertThat(found.getFirst().reasons()).containsExactly("They go on when the other side answers.");
        assertThat(found.getLast().reasons()).containsExactly("It goes on when the other side answers.");
    }

    @Test
    void aSocketThatListensOwesNoAnswer() {
        assertThat(hindrances("socket listening on 127.0.0.1:80")).isEmpty();
    }

    @Test
    void whatIsCertainIsToldThoughFewWaitForIt() {
        Verdict sure = orphan(Certainty.CERTAIN);
        var all = new ArrayList<>(Collections.nCopies(Hang.MOST_OF_A_KIND + 9, orphan(Certainty.POSSIBLE)));
        all.add(sure);
        assertThat(Hang.worst(all)).hasSize(Hang.MOST_OF_A_KIND).startsWith(sure);
    }

    private static Verdict orphan(Certainty certainty) {
        return new Verdict(
                VerdictKind.ORPHAN_FUTURE,
                certainty,
                "",
                List.of(),
                List.of(),
                List.of(),
                false,
                1,
                Verdict.Behind.NOBODY,
                List.of(),
                IntList.of());
    }
}
