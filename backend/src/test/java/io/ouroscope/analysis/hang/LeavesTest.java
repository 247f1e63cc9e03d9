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
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.testing.FakeHeap;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said where waiting for ever begins without a circle, over graphs drawn in code.
class LeavesTest {
    private static final long THING = 16 * 1_000;
    private static final PythonProcess PROCESS =
            Discovery.discover(FakeHeap.of("3.12.1").memory(), new Hints("3.12.1", List.of()), Progress.NONE);

    /// All that nothing wakes stand still, and idle workers.
    private static List<Verdict> verdicts(WaitBuilder builder, NativeReach natives, boolean whole) {
        WaitGraph graph = builder.build();
        var stuck = new BitSet();
        for (int node = 0; node < graph.nodeCount(); node++) {
            Wake wake = graph.wake(node);
            if (wake == null || wake.kind() == Wake.Kind.IDLE) {
                stuck.set(node);
            }
        }
        var cast = new Cast(graph, Threads.of(PROCESS, List.of()));
        var deadlocks = new Deadlocks(graph, stuck, cast, node -> false);
        return new Leaves(graph, stuck, deadlocks, cast, PROCESS.census(), natives, node -> false, whole).verdicts();
    }

    private static List<Verdict> verdicts(WaitBuilder builder) {
        return verdicts(builder, NativeReach.NOTHING, true);
    }

    private static WaitBuilder builder(DrawnGraph drawn) {
        return new WaitBuilder(drawn.build(), List.of());
    }

    /// So many tasks wait for one thing.
    private static WaitBuilder waiters(int count, ThingKind kind, String name, How how) {
        var drawn = new DrawnGraph();
        for (int i = 0; i < count; i++) {
            drawn.task("t" + i);
        }
        WaitBuilder builder = builder(drawn);
        int thing = builder.thing(kind, THING, name);
        for (int i = 0; i < count; i++) {
            builder.waits(builder.task(drawn.address("t" + i)), thing, how);
        }
        return builder;
    }

    private static int thing(WaitBuilder builder) {
        return builder.thing(ThingKind.OTHER, THING, "is there already");
    }

    private static Verdict only(List<Verdict> verdicts) {
        assertThat(verdicts).hasSize(1);
        return verdicts.getFirst();
    }

    @Test
    void aFutureThatNobodyHasIsAnOrphan() {
        Verdict verdict =
                only(verdicts(builder(new DrawnGraph().task("a").future("f").waits("a", "f", WaitKind.AWAIT))));
        assertThat(verdict.kind()).isEqualTo(VerdictKind.ORPHAN_FUTURE);
        assertThat(verdict.certainty()).isEqualTo(Certainty.CERTAIN);
        assertThat(verdict.sentence())
                .isEqualTo("1 task waits at generate.py:21 for a future, which nothing that still runs can finish.");
        assertThat(verdict.reasons())
                .containsExactly(
                        "No thread that runs, no timer, no registered socket and no scheduled callback can reach it"
                                + " through any reference.");
        assertThat(verdict.members())
                .extracting(Verdict.Member::kind)
                .containsExactly(ThingKind.FUTURE, ThingKind.TASK);
        assertThat(verdict.edges()).singleElement().satisfies(link -> {
            assertThat(link.from()).isEqualTo(1);
            assertThat(link.to()).isZero();
        });
    }

    @Test
    void futuresOfTasksAtOnePlaceAreOneVerdict() {
        DrawnGraph drawn = new DrawnGraph();
        for (int i = 0; i < 20; i++) {
            drawn.task("t" + i).future("f" + i).waits("t" + i, "f" + i, WaitKind.AWAIT);
        }
        Verdict verdict = only(verdicts(builder(drawn)));
        assertThat(verdict.sentence())
                .isEqualTo("20 tasks wait at generate.py:21 for 20 futures, which nothing that still runs can finish.");
        assertThat(verdict.reasons().getFirst()).contains(" can reach them through ");
        assertThat(verdict.memberCount()).isEqualTo(40);
        assertThat(verdict.behind().total()).isEqualTo(20);
        assertThat(verdict.members().size()).as("not all are shown").isLessThan(40);
    }

    @Test
    void aChildOfAGatherIsToldByWhoGathers() {
        DrawnGraph drawn = new DrawnGraph().task("a").future("f").gathers("a", "f");
        Verdict verdict = only(verdicts(builder(drawn)));
        assertThat(verdict.sentence()).startsWith("1 task waits at generate.py:21 for a future, which");
        assertThat(verdict.edges()).singleElement().satisfies(link -> {
            assertThat(link.how()).isEqualTo(How.GATHER);
            assertThat(link.via()).as("the gather between").containsExactly(drawn.address("a>"));
        });
    }

    @Test
    void aTaskThatAwaitsWhoWaitsIsBehind() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("b").future("f");
        drawn.waits("b", "a", WaitKind.AWAIT).waits("a", "f", WaitKind.SHIELD);
        Verdict verdict = only(verdicts(builder(drawn)));
        assertThat(verdict.sentence()).endsWith(" can finish. 1 more waits behind it.");
        assertThat(verdict.behind().total()).isEqualTo(2);
    }

    @Test
    void anEventIsSetAndEverythingElseFinished() {
        assertThat(only(verdicts(waiters(1, ThingKind.EVENT, "asyncio.Event", How.WAIT_ON)))
                        .sentence())
                .isEqualTo(
                        "1 task waits at generate.py:21 for an asyncio.Event, which nothing that still runs can set.");
        assertThat(only(verdicts(waiters(3, ThingKind.BARRIER, "asyncio.Barrier", How.WAIT_ON)))
                        .sentence())
                .isEqualTo(
                        "3 tasks wait at generate.py:21 for an asyncio.Barrier, which nothing that still runs can finish.");
    }

    @Test
    void whatIsNoNameOfATypeIsToldInBrackets() {
        assertThat(only(verdicts(waiters(1, ThingKind.IMPORT_LOCK, "import of orders", How.ACQUIRE)))
                        .sentence())
                .isEqualTo("1 task waits at generate.py:21 for an import lock (import of orders); nothing that still"
                        + " runs can release it.");
    }

    @Test
    void aQueueIsToldByWhatIsWantedOfIt() {
        assertThat(sentence(How.GET)).contains(" for an item of an asyncio.Queue; ");
        assertThat(sentence(How.PUT)).contains(" for room in an asyncio.Queue; ");
        assertThat(sentence(How.JOIN)).contains(" for the end of the work in an asyncio.Queue; ");
    }

    private static String sentence(How how) {
        Verdict verdict = only(verdicts(waiters(1, ThingKind.QUEUE, "asyncio.Queue", how)));
        assertThat(verdict.kind()).isEqualTo(VerdictKind.QUEUE_WITHOUT_PRODUCER);
        assertThat(verdict.sentence()).endsWith("; nothing that still runs can reach the queue.");
        return verdict.sentence();
    }

    @Test
    void whatIsKnownOfTheOneThingIsToldInBrackets() {
        WaitBuilder builder = waiters(2, ThingKind.SEMAPHORE, "threading.Semaphore", How.ACQUIRE);
        builder.note(thing(builder), "2 of 2 permits taken");
        builder.note(thing(builder), "2 of 2 permits taken");
        Verdict verdict = only(verdicts(builder));
        assertThat(verdict.kind()).isEqualTo(VerdictKind.LOCK_NEVER_RELEASED);
        assertThat(verdict.sentence())
                .isEqualTo("2 tasks wait at generate.py:21 for a threading.Semaphore; nothing that still runs can"
                        + " release it (2 of 2 permits taken).");
    }

    @Test
    void whatIsKnownOfOneOfSeveralThingsIsNotToldOfAll() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("b");
        WaitBuilder builder = builder(drawn);
        for (String name : List.of("a", "b")) {
            int queue = builder.thing(ThingKind.QUEUE, THING + drawn.address(name), "asyncio.Queue");
            builder.note(queue, name + " is waited for");
            builder.waits(builder.task(drawn.address(name)), queue, How.GET);
        }
        assertThat(only(verdicts(builder)).sentence())
                .isEqualTo("2 tasks wait at generate.py:21 for an item of 2 queues (asyncio.Queue); nothing that still"
                        + " runs can reach the queue.");
    }

    @Test
    void aHolderThatWaitsForEverIsNamedAndAnInferredOneMakesItLikely() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("b").future("f").waits("b", "f", WaitKind.AWAIT);
        WaitBuilder builder = builder(drawn);
        int lock = builder.thing(ThingKind.LOCK, THING, "asyncio.Lock");
        builder.waits(builder.task(drawn.address("a")), lock, How.ACQUIRE);
        builder.waits(lock, builder.task(drawn.address("b")), How.HELD_BY, Sureness.INFERRED);
        List<Verdict> found = verdicts(builder);
        Verdict verdict = found.stream()
                .filter(each -> each.kind() == VerdictKind.LOCK_NEVER_RELEASED)
                .findFirst()
                .orElseThrow();
        assertThat(verdict.sentence())
                .isEqualTo("1 task waits at generate.py:21 for an asyncio.Lock; it is held by task 'b', which itself"
                        + " waits for ever.");
        assertThat(verdict.certainty()).isEqualTo(Certainty.LIKELY);
        assertThat(verdict.reasons())
                .containsExactly(
                        "The holder is inferred: it stands inside the lock's with statement.",
                        "The holder itself waits for ever.");
        assertThat(found)
                .extracting(Verdict::kind)
                .contains(VerdictKind.ORPHAN_FUTURE)
                .hasSize(2);
    }

    @Test
    void whatIsLostIsToldAndCertain() {
        WaitBuilder builder = waiters(1, ThingKind.LOCK, "_thread.RLock", How.ACQUIRE);
        builder.lost(thing(builder), "the thread that has the lock did not survive a fork");
        Verdict verdict = only(verdicts(builder));
        assertThat(verdict.sentence()).endsWith("; the thread that has the lock did not survive a fork.");
        assertThat(verdict.certainty()).isEqualTo(Certainty.CERTAIN);
        assertThat(verdict.reasons()).containsExactly("The lock's own memory and the list of threads tell it.");
    }

    @Test
    void whatCouldNotBeLookedAtMakesItLikelyAndWhatMayBeGonePossible() {
        WaitBuilder doubted = waiters(1, ThingKind.LOCK, "multiprocessing.Lock", How.ACQUIRE);
        doubted.doubt(thing(doubted), "Whether 3 more processes share the semaphore could not be looked at.");
        Verdict likely = only(verdicts(doubted));
        assertThat(likely.certainty()).isEqualTo(Certainty.LIKELY);
        assertThat(likely.reasons()).endsWith("Whether 3 more processes share the semaphore could not be looked at.");

        WaitBuilder suspected = waiters(1, ThingKind.LOCK, "_thread.lock", How.ACQUIRE);
        suspected.suspect(thing(suspected), "It may be one of the threads that did not survive a fork.");
        Verdict possible = only(verdicts(suspected));
        assertThat(possible.certainty()).isEqualTo(Certainty.POSSIBLE);
        assertThat(possible.reasons()).endsWith("It may be one of the threads that did not survive a fork.");
    }

    @Test
    void aSnapshotThatIsNotWholeIsNotCertain() {
        WaitBuilder builder = waiters(1, ThingKind.EVENT, "asyncio.Event", How.WAIT_ON);
        Verdict verdict = only(verdicts(builder, NativeReach.NOTHING, false));
        assertThat(verdict.certainty()).isEqualTo(Certainty.LIKELY);
        assertThat(verdict.reasons()).endsWith("A part of the process's memory is missing in the snapshot.");
    }

    @Test
    void anIdleWorkerIsNoMatter() {
        WaitBuilder builder = waiters(1, ThingKind.QUEUE, "_queue.SimpleQueue", How.GET);
        builder.wakes(0, Wake.of(Wake.Kind.IDLE, "waits for work of its pool"));
        assertThat(verdicts(builder)).isEmpty();
    }

    @Test
    void whereMostWaitComesFirst() {
        DrawnGraph drawn = new DrawnGraph();
        for (String name : List.of("a", "b", "c")) {
            drawn.task(name);
        }
        WaitBuilder builder = builder(drawn);
        int queue = builder.thing(ThingKind.QUEUE, THING, "asyncio.Queue");
        int event = builder.thing(ThingKind.EVENT, THING + 16, "asyncio.Event");
        builder.waits(builder.task(drawn.address("a")), queue, How.GET);
        builder.waits(builder.task(drawn.address("b")), event, How.WAIT_ON);
        builder.waits(builder.task(drawn.address("c")), event, How.WAIT_ON);
        assertThat(verdicts(builder))
                .extracting(Verdict::kind)
                .containsExactly(VerdictKind.ORPHAN_FUTURE, VerdictKind.QUEUE_WITHOUT_PRODUCER);
    }

    @Test
    void nothingIsSaidOfATaskWhoseLoopNeverRuns() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("thread").future("f");
        drawn.waits("a", "f", WaitKind.AWAIT);
        WaitBuilder builder = builder(drawn);
        builder.waits(builder.task(drawn.address("a")), builder.task(drawn.address("thread")), How.RUNS_IN);
        assertThat(verdicts(builder))
                .as("what is said of the blocked loop is enough")
                .noneMatch(each -> each.members().stream().anyMatch(member -> member.kind() == ThingKind.FUTURE));
    }

    @Test
    void aLoopThatNobodyRunsIsMissedOnlyBySomebodyElse() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("b").task("elsewhere");
        WaitBuilder left = builder(drawn);
        int loop = left.thing(ThingKind.LOOP, THING, "Loop");
        left.note(loop, "no thread runs it");
        left.waits(left.task(drawn.address("a")), loop, How.RUNS_IN);
        left.waits(left.task(drawn.address("b")), loop, How.RUNS_IN);
        assertThat(verdicts(left)).as("tasks that a loop left when it ended").noneMatch(LeavesTest::isOfLoop);

        left.waits(left.task(drawn.address("elsewhere")), left.task(drawn.address("a")), How.AWAIT);
        Verdict missed =
                only(verdicts(left).stream().filter(LeavesTest::isOfLoop).toList());
        assertThat(missed.kind()).isEqualTo(VerdictKind.ORPHAN_FUTURE);
        assertThat(missed.sentence())
                .contains("for an event loop (Loop); no thread runs it, and nothing that still runs can run it.");
    }

    private static boolean isOfLoop(Verdict verdict) {
        return verdict.members().stream().anyMatch(member -> member.kind() == ThingKind.LOOP);
    }

    @Test
    void aGilThatIsLostIsToldByItsName() {
        WaitBuilder builder = waiters(1, ThingKind.GIL, "the GIL", How.ACQUIRE);
        builder.lost(thing(builder), "held by thread 'x', which is no thread of this process");
        Verdict verdict = only(verdicts(builder));
        assertThat(verdict.kind()).isEqualTo(VerdictKind.LOCK_NEVER_RELEASED);
        assertThat(verdict.sentence()).contains(" for the GIL; held by thread 'x'");
    }
}
