package io.ouroscope.analysis.hang;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.tasks.DrawnGraph;
import io.ouroscope.analysis.tasks.WaitKind;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/// What never goes on, over graphs drawn in code. The object at address 16·n has number n.
class StandstillTest {

    /// Objects that refer to each other as a test says.
    private static final class DrawnHeap implements Holdings {
        private final List<List<Integer>> targets = new ArrayList<>();

        DrawnHeap(int objects) {
            for (int i = 0; i < objects; i++) {
                targets.add(new ArrayList<>());
            }
        }

        DrawnHeap refers(long from, long to) {
            targets.get(object(from)).add(object(to));
            return this;
        }

        @Override
        public int objectCount() {
            return targets.size();
        }

        @Override
        public int object(long address) {
            return address > 0 && address % 16 == 0 && address / 16 < targets.size() ? (int) (address / 16) : -1;
        }

        @Override
        public int outCount(int object) {
            return targets.get(object).size();
        }

        @Override
        public int target(int object, int position) {
            return targets.get(object).get(position);
        }

        @Override
        public EdgeClass edgeClass(int object, int position) {
            return EdgeClass.ATTRIBUTE;
        }

        @Override
        public void framesOf(ThreadInfo thread, IntConsumer frames) {
            throw new UnsupportedOperationException("There are no threads in these tests");
        }

        @Override
        public void ofThread(ThreadInfo thread, IntConsumer objects) {
            throw new UnsupportedOperationException("There are no threads in these tests");
        }
    }

    private static final int OBJECTS = 64;
    private static final long EVENT = 16 * 40;
    private static final long TIMER = 16 * 41;
    private static final long OTHER = 16 * 42;

    private static BitSet stuck(WaitBuilder builder, DrawnHeap heap) {
        return Standstill.of(builder.build(), heap, Progress.NONE).stuck();
    }

    @Test
    void aTaskWhoseFutureNothingReachesNeverGoesOn() {
        DrawnGraph drawn = new DrawnGraph().task("a").future("f").waits("a", "f", WaitKind.AWAIT);
        var builder = new WaitBuilder(drawn.build(), List.of());
        assertThat(stuck(builder, new DrawnHeap(OBJECTS).refers(drawn.address("f"), drawn.address("a"))).stream())
                .containsExactly(0, 1);
    }

    @Test
    void aTaskGoesOnWhenATimerReachesItsFutureOverOtherObjects() {
        DrawnGraph drawn = new DrawnGraph().task("a").future("f").waits("a", "f", WaitKind.AWAIT);
        var builder = new WaitBuilder(drawn.build(), List.of());
        builder.actor(TIMER);
        var heap = new DrawnHeap(OBJECTS).refers(TIMER, OTHER).refers(OTHER, drawn.address("f"));
        assertThat(stuck(builder, heap).stream()).isEmpty();
    }

    @Test
    void whatAWaitingTaskHoldsIsNotInUseBeforeItGoesOn() {
        DrawnGraph drawn = new DrawnGraph()
                .task("a")
                .future("f")
                .task("b")
                .future("g")
                .waits("a", "f", WaitKind.AWAIT)
                .waits("b", "g", WaitKind.AWAIT);
        var heap = new DrawnHeap(OBJECTS)
                .refers(drawn.address("a"), drawn.address("g"))
                .refers(TIMER, drawn.address("a"));
        var alone = new WaitBuilder(drawn.build(), List.of());
        alone.actor(TIMER);
        assertThat(stuck(alone, heap).stream()).containsExactly(0, 1, 2, 3);

        var woken = new WaitBuilder(drawn.build(), List.of());
        woken.wakes(woken.task(drawn.address("f")), Wake.timer("timer", 1));
        assertThat(stuck(woken, heap).stream()).isEmpty();
    }

    @Test
    void aLockWithAHolderGoesOnWithItsHolderAndNotBecauseItIsReached() {
        DrawnGraph drawn = new DrawnGraph()
                .task("a")
                .future("f")
                .task("holder")
                .future("g")
                .waits("a", "f", WaitKind.AWAIT)
                .waits("holder", "g", WaitKind.AWAIT);
        var builder = new WaitBuilder(drawn.build(), List.of());
        int lock = builder.thing(ThingKind.LOCK, EVENT, "asyncio.Lock");
        builder.waits(builder.task(drawn.address("f")), lock, How.ACQUIRE);
        builder.waits(lock, builder.task(drawn.address("holder")), How.HELD_BY);
        builder.actor(TIMER);
        var heap = new DrawnHeap(OBJECTS).refers(TIMER, EVENT);
        assertThat(stuck(builder, heap).stream()).containsExactly(0, 1, 2, 3, 4);
        heap.refers(TIMER, drawn.address("g"));
        assertThat(stuck(builder, heap).stream()).isEmpty();
    }

    @Test
    void anEventThatSomethingReachesMayBeSet() {
        DrawnGraph drawn = new DrawnGraph().task("a").future("f").waits("a", "f", WaitKind.AWAIT);
        var builder = new WaitBuilder(drawn.build(), List.of());
        int event = builder.thing(ThingKind.EVENT, EVENT, "asyncio.Event");
        builder.waits(builder.task(drawn.address("f")), event, How.WAIT_ON);
        var heap = new DrawnHeap(OBJECTS).refers(EVENT, drawn.address("f"));
        assertThat(stuck(builder, heap).stream()).containsExactly(0, 1, 2);
        builder.actor(TIMER);
        assertThat(stuck(builder, heap.refers(TIMER, EVENT)).stream()).isEmpty();
    }

    @Test
    void aTimerDoesNotWakeATaskWhoseLoopNeverRunsAgain() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("b").future("f").waits("a", "f", WaitKind.AWAIT);
        var builder = new WaitBuilder(drawn.build(), List.of());
        int a = builder.task(drawn.address("a"));
        int b = builder.task(drawn.address("b"));
        int loop = builder.thing(ThingKind.LOOP, OTHER, "loop");
        builder.wakes(a, Wake.timer("timer", 1));
        builder.waits(a, loop, How.RUNS_IN);
        builder.waits(loop, b, How.RUNS_IN);
        builder.waits(b, a, How.RESULT);
        assertThat(stuck(builder, new DrawnHeap(OBJECTS)).stream())
                .containsExactly(a, b, builder.task(drawn.address("f")), loop);
    }

    @Test
    void aTimerOfALoopThatNeverRunsWakesNobodyElseEither() {
        DrawnGraph drawn = new DrawnGraph().task("a").future("f").waits("a", "f", WaitKind.AWAIT);
        var builder = new WaitBuilder(drawn.build(), List.of());
        int f = builder.task(drawn.address("f"));
        int loop = builder.thing(ThingKind.LOOP, OTHER, "loop");
        builder.wakes(f, Wake.timer("timer", 1), loop);
        var heap = new DrawnHeap(OBJECTS);
        assertThat(stuck(builder, heap).stream()).containsExactly(0, 1, 2);

        builder.actor(TIMER);
        assertThat(stuck(builder, heap.refers(TIMER, OTHER)).stream())
                .as("something may run the loop")
                .isEmpty();
    }

    @Test
    void aTimerThatNeedsNoLoopWakesWhateverElseWasSaid() {
        DrawnGraph drawn = new DrawnGraph().task("a").future("f").waits("a", "f", WaitKind.AWAIT);
        var builder = new WaitBuilder(drawn.build(), List.of());
        int f = builder.task(drawn.address("f"));
        builder.wakes(f, Wake.timer("timer", 1), builder.thing(ThingKind.LOOP, OTHER, "loop"));
        builder.wakes(f, Wake.timer("timer", 2));
        assertThat(stuck(builder, new DrawnHeap(OBJECTS)).stream()).containsExactly(2);
    }

    @Test
    void anIdleWorkerIsNoActor() {
        DrawnGraph drawn = new DrawnGraph().task("a").future("f").task("idle").waits("a", "f", WaitKind.AWAIT);
        var builder = new WaitBuilder(drawn.build(), List.of());
        builder.wakes(builder.task(drawn.address("idle")), Wake.of(Wake.Kind.IDLE, ""));
        var heap = new DrawnHeap(OBJECTS).refers(drawn.address("idle"), drawn.address("f"));
        assertThat(stuck(builder, heap).stream()).containsExactly(0, 1, 2);
    }

    @Test
    void aChainAndARingOfAHundredThousandAreJudged() {
        int count = 100_000;
        var drawn = new DrawnGraph();
        for (int i = 0; i < count; i++) {
            drawn.task("t" + i);
        }
        for (int i = 0; i + 1 < count; i++) {
            drawn.waits("t" + i, "t" + (i + 1), WaitKind.AWAIT);
        }
        assertThat(stuck(new WaitBuilder(drawn.build(), List.of()), new DrawnHeap(OBJECTS))
                        .isEmpty())
                .isTrue();
        drawn.waits("t" + (count - 1), "t0", WaitKind.AWAIT);
        assertThat(stuck(new WaitBuilder(drawn.build(), List.of()), new DrawnHeap(OBJECTS))
                        .cardinality())
                .isEqualTo(count);
    }

    /// The definition, done slowly: repeat until nothing changes.
    private static BitSet slowly(WaitGraph graph, DrawnHeap heap) {
        var goes = new BitSet();
        boolean changed = true;
        while (changed) {
            BitSet used = used(graph, heap, goes);
            BitSet cancelled = cancelled(graph, goes);
            changed = false;
            for (int node = 0; node < graph.nodeCount(); node++) {
                boolean free = cancelled.get(node) || used.get(heap.object(graph.object(node))) && graph.open(node);
                if (!goes.get(node) && mayGo(graph, node, goes, free)) {
                    goes.set(node);
                    changed = true;
                }
            }
        }
        goes.flip(0, graph.nodeCount());
        return goes;
    }

    /// What the only timer cancels: what its task awaits, what that awaits.
    private static BitSet cancelled(WaitGraph graph, BitSet goes) {
        var cancelled = new BitSet();
        for (int round = 0; round < graph.nodeCount(); round++) {
            for (int node = 0; node < graph.nodeCount(); node++) {
                boolean ends = goes.get(node)
                        && (cancelled.get(node) || graph.wake(node) != null && graph.kind(node) == ThingKind.TASK);
                for (int position = graph.forward().start(node);
                        position < graph.forward().end(node);
                        position++) {
                    How how = graph.how(graph.forward().edgeId(position));
                    if (ends && (how == How.AWAIT || how == How.GATHER)) {
                        cancelled.set(graph.forward().target(position));
                    }
                }
            }
        }
        return cancelled;
    }

    private static boolean mayGo(WaitGraph graph, int node, BitSet goes, boolean free) {
        int degree = graph.forward().degree(node);
        int done = 0;
        for (int position = graph.forward().start(node);
                position < graph.forward().end(node);
                position++) {
            boolean there = goes.get(graph.forward().target(position));
            if (!there && graph.how(graph.forward().edgeId(position)) == How.RUNS_IN) {
                return false;
            }
            done += there ? 1 : 0;
        }
        if (graph.wake(node) != null || degree == 0 && graph.kind(node).runsCode() || free) {
            return true;
        }
        return degree > 0 && done >= (graph.any(node) ? 1 : degree);
    }

    private static BitSet used(WaitGraph graph, DrawnHeap heap, BitSet goes) {
        var used = new BitSet();
        var guarded = new BitSet();
        for (int node = 0; node < graph.nodeCount(); node++) {
            int object = heap.object(graph.object(node));
            if (goes.get(node)) {
                used.set(object);
            } else if (graph.kind(node) == ThingKind.TASK || graph.kind(node) == ThingKind.FUTURE || graph.open(node)) {
                guarded.set(object);
            }
        }
        graph.actors().forEach(object -> used.set(heap.object(object)));
        int before = -1;
        while (used.cardinality() != before) {
            before = used.cardinality();
            for (int object = 0; object < heap.objectCount(); object++) {
                if (used.get(object) && !guarded.get(object)) {
                    heap.targets.get(object).forEach(used::set);
                }
            }
        }
        return used;
    }

    /// Of `a`, which a timeout ends, what of all others goes on.
    private static BitSet afterTimeout(DrawnGraph drawn) {
        var builder = new WaitBuilder(drawn.build(), List.of());
        builder.wakes(builder.task(drawn.address("a")), Wake.timer("timeout", 1));
        return stuck(builder, new DrawnHeap(OBJECTS));
    }

    @Test
    void aTimeoutCancelsWhatIsGatheredAndWhatThatAwaits() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("b").task("c").future("f");
        drawn.gathers("a", "b", "c").waits("b", "f", WaitKind.AWAIT).waits("c", "b", WaitKind.AWAIT);
        assertThat(afterTimeout(drawn).stream()).isEmpty();
    }

    @Test
    void aTimeoutDoesNotPassAShieldNorAWait() {
        for (WaitKind kind : List.of(WaitKind.SHIELD, WaitKind.WAIT)) {
            DrawnGraph drawn = new DrawnGraph().task("a").task("b").future("f");
            drawn.waits("a", "b", kind).waits("b", "f", WaitKind.AWAIT);
            assertThat(afterTimeout(drawn).stream()).as("%s", kind).containsExactly(1, 2);
        }
    }

    @Test
    void aTimerThatIsReadyCancelsNothing() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("b").future("f");
        drawn.waits("a", "b", WaitKind.AWAIT).waits("b", "f", WaitKind.AWAIT);
        var builder = new WaitBuilder(drawn.build(), List.of());
        builder.wakes(builder.task(drawn.address("a")), Wake.of(Wake.Kind.READY, "scheduled"));
        assertThat(stuck(builder, new DrawnHeap(OBJECTS)).stream()).containsExactly(1, 2);
    }

    @Test
    void aGatherWantsAllAndAWaitForTheFirstOnlyOne() {
        DrawnGraph all = new DrawnGraph().task("a").task("sleeps").future("f").gathers("a", "sleeps", "f");
        assertThat(sleeperGoesOn(all).stream()).containsExactly(0, 2, 3);

        DrawnGraph first = new DrawnGraph().task("a").task("sleeps").future("f");
        first.waits("a", "sleeps", WaitKind.WAIT).waits("a", "f", WaitKind.WAIT).any("a");
        assertThat(sleeperGoesOn(first).stream()).containsExactly(2);
    }

    private static BitSet sleeperGoesOn(DrawnGraph drawn) {
        var builder = new WaitBuilder(drawn.build(), List.of());
        builder.wakes(builder.task(drawn.address("sleeps")), Wake.timer("timer", 1));
        return stuck(builder, new DrawnHeap(OBJECTS));
    }

    @Test
    void randomGraphsAreJudgedAsTheDefinitionSays() {
        long seed = Long.getLong("ouroscope.seed", new Random().nextLong());
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int runners = 1 + random.nextInt(6);
            int futures = 1 + random.nextInt(6);
            var drawn = new DrawnGraph();
            for (int i = 0; i < runners; i++) {
                drawn.task("t" + i);
            }
            for (int i = 0; i < futures; i++) {
                drawn.future("f" + i);
            }
            for (int i = 0; i < runners; i++) {
                if (random.nextInt(4) > 0) {
                    drawn.waits("t" + i, "f" + random.nextInt(futures), WaitKind.AWAIT);
                }
            }
            for (int i = 0; i < futures; i++) {
                for (int edges = random.nextInt(3); edges > 0 && random.nextBoolean(); edges--) {
                    drawn.waits("f" + i, "t" + random.nextInt(runners), WaitKind.GATHER);
                }
                if (random.nextInt(5) == 0) {
                    drawn.any("f" + i);
                }
            }
            var builder = new WaitBuilder(drawn.build(), List.of());
            int nodes = runners + futures;
            if (random.nextInt(3) == 0) {
                int lock = builder.thing(ThingKind.LOCK, 16L * 30, "lock");
                builder.waits(random.nextInt(nodes), lock, How.ACQUIRE);
                if (random.nextBoolean()) {
                    builder.waits(lock, random.nextInt(runners), How.HELD_BY);
                }
            }
            if (random.nextInt(3) == 0) {
                builder.actor(16L * (20 + random.nextInt(5)));
            }
            if (random.nextInt(3) == 0) {
                builder.wakes(random.nextInt(nodes), Wake.timer("", 1));
            }
            if (random.nextInt(3) == 0) {
                builder.waits(random.nextInt(runners), random.nextInt(nodes), How.RUNS_IN);
            }
            if (random.nextInt(3) == 0) {
                builder.open(random.nextInt(nodes));
            }
            var heap = new DrawnHeap(32);
            for (int i = random.nextInt(40); i > 0; i--) {
                heap.refers(16L + 16L * random.nextInt(31), 16L + 16L * random.nextInt(31));
            }
            WaitGraph graph = builder.build();
            assertThat(Standstill.of(graph, heap, Progress.NONE).stuck())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(slowly(graph, heap));
        }
    }
}
