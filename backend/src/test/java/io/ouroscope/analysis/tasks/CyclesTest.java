package io.ouroscope.analysis.tasks;

import static io.ouroscope.analysis.tasks.WaitKind.AWAIT;
import static io.ouroscope.analysis.tasks.WaitKind.TASK_GROUP;
import static io.ouroscope.analysis.tasks.WaitKind.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CyclesTest {
    private static DrawnGraph threeInARing() {
        return new DrawnGraph()
                .task("Task-14")
                .task("Task-8")
                .task("Task-11")
                .gathers("Task-8", "Task-11")
                .gathers("Task-11", "Task-14")
                .gathers("Task-14", "Task-8");
    }

    @Test
    void aRingOfTasksIsToldInWaitingOrderWithGathersFolded() {
        DrawnGraph drawn = threeInARing();
        TaskGraph graph = drawn.build();

        assertThat(graph.cycleCount()).isEqualTo(1);
        Cycle cycle = graph.cycle(0);
        assertThat(cycle.nodes()).extracting(TaskRow::name).containsExactly("Task-8", "Task-11", "Task-14");
        assertThat(cycle.edges()).hasSize(3).allSatisfy(edge -> {
            assertThat(edge.text()).isEqualTo("await gather · generate.py:21");
            assertThat(edge.kind()).isEqualTo(WaitKind.GATHER);
            assertThat(edge.via()).hasSize(1);
        });
        assertThat(cycle.edges().getLast().to()).isEqualTo(drawn.address("Task-8"));
        assertThat(cycle.sentence()).isEqualTo("3 tasks wait for each other; nothing scheduled will wake them.");
        assertThat(cycle.certain()).isTrue();
        assertThat(cycle.memberCount()).isEqualTo(6);
        assertThat(cycle.memberTaskCount()).isEqualTo(3);
    }

    @Test
    void theAddressesOfACycleIncludeItsGathersInWaitingOrder() {
        DrawnGraph drawn = threeInARing();

        assertThat(drawn.build().cycleAddresses(0))
                .containsExactly(
                        Arrays.stream(new String[] {"Task-8", "Task-8>", "Task-11", "Task-11>", "Task-14", "Task-14>"})
                                .mapToLong(drawn::address)
                                .toArray());
    }

    @Test
    void aDiamondIsNoCycle() {
        TaskGraph graph = new DrawnGraph()
                .task("top")
                .task("left")
                .task("right")
                .task("bottom")
                .gathers("top", "left", "right")
                .gathers("left", "bottom")
                .gathers("right", "bottom")
                .build();

        assertThat(graph.cycleCount()).isZero();
    }

    @Test
    void aTaskThatGathersItselfWaitsForItself() {
        Cycle cycle = new DrawnGraph().task("a").gathers("a", "a").build().cycle(0);

        assertThat(cycle.nodes()).hasSize(1);
        assertThat(cycle.edges()).hasSize(1);
        assertThat(cycle.sentence()).isEqualTo("a waits for itself; nothing scheduled will wake it.");
    }

    @Test
    void whoWaitsBehindACycleIsCountedByPlace() {
        var heartbeat = new Place("/app/beat.py", 5, "beat");
        DrawnGraph drawn = threeInARing()
                .task("main", NodeState.PENDING, heartbeat)
                .gathers("main", "Task-8", "Task-11")
                .task("one")
                .task("two")
                .waits("one", "main", AWAIT)
                .waits("two", "one", AWAIT);
        Cycle.Behind behind = drawn.build().cycle(0).behind();

        assertThat(behind.total()).isEqualTo(3);
        assertThat(behind.byPlace()).extracting(Cycle.Group::count).containsExactly(2, 1);
        assertThat(behind.byPlace().getLast().place()).isEqualTo(heartbeat);
        assertThat(behind.byPlace().getLast().sample()).isEqualTo(drawn.address("main"));
    }

    @Test
    void aRingThroughARunningTimeoutIsNoCycle() {
        assertThat(threeInARing().free("Task-11").build().cycleCount()).isZero();
    }

    @Test
    void aRingThroughOneOfSeveralAlternativesIsNoCycle() {
        DrawnGraph drawn = new DrawnGraph()
                .task("a")
                .task("b")
                .future("waiter")
                .future("socket")
                .waits("a", "waiter", AWAIT)
                .waits("waiter", "b", WAIT)
                .waits("waiter", "socket", WAIT)
                .waits("b", "a", AWAIT)
                .any("waiter");

        assertThat(drawn.build().cycleCount()).isZero();
    }

    @Test
    void aKnotOfAlternativesIsACycle() {
        TaskGraph graph = new DrawnGraph()
                .task("a")
                .task("b")
                .task("c")
                .future("waiter")
                .waits("a", "waiter", AWAIT)
                .waits("waiter", "b", WAIT)
                .waits("waiter", "c", WAIT)
                .waits("b", "a", AWAIT)
                .waits("c", "a", AWAIT)
                .any("waiter")
                .build();

        assertThat(graph.cycleCount()).isEqualTo(1);
        assertThat(graph.cycle(0).memberTaskCount()).isEqualTo(3);
        assertThat(graph.cycle(0).edges().getFirst().text()).isEqualTo("await wait · generate.py:21");
    }

    @Test
    void aMemberThatAlsoWaitsForSomethingThatMayFailLeavesAWayOut() {
        Cycle cycle = new DrawnGraph()
                .task("a")
                .task("other")
                .gathers("a", "a", "other")
                .build()
                .cycle(0);

        assertThat(cycle.certain()).isFalse();
        assertThat(cycle.sentence()).contains("only if something else that is waited for fails");
    }

    @Test
    void aTimeoutFurtherUpMayCancelTheCycle() {
        Cycle cycle = threeInARing()
                .task("main")
                .waits("main", "Task-8", AWAIT)
                .free("main")
                .build()
                .cycle(0);

        assertThat(cycle.certain()).isFalse();
        assertThat(cycle.sentence()).contains("only a timeout or cancellation of someone who waits for them");
        assertThat(cycle.behind().total()).isEqualTo(1);
    }

    @Test
    void severalCyclesAreNumberedFromTheLargest() {
        TaskGraph graph = threeInARing()
                .task("x")
                .task("y")
                .waits("x", "y", AWAIT)
                .waits("y", "x", TASK_GROUP)
                .build();

        assertThat(graph.cycleCount()).isEqualTo(2);
        assertThat(graph.cycleSummary(0))
                .isEqualTo(new Cycle.Summary(0, 3, 6, 0, java.util.List.of("Task-8", "Task-11", "Task-14")));
        assertThat(graph.cycleSummary(1).names()).containsExactly("x", "y");
        assertThat(graph.cycleMembers(1)).hasSize(2);
    }

    @Test
    void aFinishedTaskEndsNothing() {
        TaskGraph graph = new DrawnGraph()
                .task("a")
                .task("b", NodeState.DONE, Place.UNKNOWN)
                .waits("a", "b", AWAIT)
                .waits("b", "a", AWAIT)
                .build();

        assertThat(graph.cycleCount()).isZero();
    }

    @Test
    void aRingOfAHundredThousandTasksIsOneCycle() {
        TaskGraph graph = ManyTasks.ring(100_000);

        assertThat(graph.cycleCount()).isEqualTo(1);
        assertThat(graph.cycleAddresses(0)).hasSize(100_000);
        assertThat(graph.cycleSummary(0).length()).isEqualTo(100_000);
        assertThat(graph.roots(Filter.UNFINISHED, 0, 10).total()).isEqualTo(1);
    }
}
