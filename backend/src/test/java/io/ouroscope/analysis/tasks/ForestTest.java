package io.ouroscope.analysis.tasks;

import static io.ouroscope.analysis.tasks.WaitKind.AWAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForestTest {
    private static final Set<Long> NOTHING_ABOVE = Set.of();

    @Test
    void rootsAreWhatNobodyWaitsForWithTheStuckOnesFirst() {
        TaskGraph graph = new DrawnGraph()
                .future("socket")
                .task("Task-2")
                .task("Task-10")
                .task("main")
                .task("a")
                .task("b")
                .waits("Task-2", "socket", AWAIT)
                .waits("Task-10", "socket", AWAIT)
                .waits("a", "b", AWAIT)
                .waits("b", "a", AWAIT)
                .waits("main", "a", AWAIT)
                .build();

        assertThat(names(graph.roots(Filter.UNFINISHED, 0, 100))).containsExactly("main", "Task-2", "Task-10");
    }

    @Test
    void aCycleNobodyOutsideWaitsForHasOneRootThatRepeatsBelowItself() {
        DrawnGraph drawn =
                new DrawnGraph().task("b").task("a").waits("a", "b", AWAIT).waits("b", "a", AWAIT);
        TaskGraph graph = drawn.build();

        assertThat(names(graph.roots(Filter.UNFINISHED, 0, 100))).containsExactly("a");
        TaskRow b = graph.children(drawn.address("a"), Set.of(drawn.address("a"))::contains, 0, 9)
                .rows()
                .getFirst();
        assertThat(b.repeats()).isFalse();
        assertThat(b.childCount()).isEqualTo(1);
        assertThat(b.cycle()).isZero();
        Set<Long> above = Set.of(drawn.address("a"), drawn.address("b"));
        TaskRow again =
                graph.children(b.address(), above::contains, 0, 9).rows().getFirst();
        assertThat(again.repeats()).isTrue();
        assertThat(again.childCount()).isZero();
    }

    @Test
    void everythingUnfinishedCanBeReachedFromTheRoots() {
        DrawnGraph drawn = new DrawnGraph()
                .task("main")
                .task("x")
                .task("y")
                .task("z")
                .future("lonely")
                .task("done", NodeState.DONE, Place.UNKNOWN)
                .gathers("main", "x", "y", "done")
                .waits("y", "z", AWAIT)
                .waits("z", "y", AWAIT);
        TaskGraph graph = drawn.build();

        var seen = new HashSet<Long>();
        var open = new java.util.ArrayDeque<>(
                graph.roots(Filter.UNFINISHED, 0, 100).rows());
        while (!open.isEmpty()) {
            TaskRow row = open.pop();
            if (seen.add(row.address())) {
                open.addAll(
                        graph.children(row.address(), seen::contains, 0, 100).rows());
            }
        }
        assertThat(seen).hasSize(graph.nodeCount() - 1).doesNotContain(drawn.address("done"));
    }

    @Test
    void aChildSaysHowItsParentWaits() {
        DrawnGraph drawn = new DrawnGraph().task("a").task("b").gathers("a", "b");
        TaskGraph graph = drawn.build();

        TaskRow gather = only(graph.children(drawn.address("a"), NOTHING_ABOVE::contains, 0, 9));
        assertThat(gather.waits())
                .isEqualTo(new TaskRow.Wait(
                        AWAIT, "await · generate.py:21", new Place("/app/generate.py", 21, "sum_children")));
        TaskRow child = only(graph.children(gather.address(), NOTHING_ABOVE::contains, 0, 9));
        assertThat(child.name()).isEqualTo("b");
        assertThat(child.waits()).isEqualTo(new TaskRow.Wait(WaitKind.GATHER, "gather", Place.UNKNOWN));
    }

    @Test
    void insideAsyncioTheFunctionAndTheCallersPlaceAreNamed() {
        DrawnGraph drawn = new DrawnGraph().task("a").future("f").waits("a", "f", AWAIT);
        drawn.nodes.setCoroutine(
                0,
                "fetch",
                new Place("/usr/lib/python3.12/asyncio/locks.py", 212, "Event.wait"),
                new Place("/app/pool.py", 40, "fetch"));

        TaskRow.Wait waits = only(drawn.build().children(drawn.address("a"), NOTHING_ABOVE::contains, 0, 9))
                .waits();
        assertThat(waits).isNotNull();
        assertThat(waits.text()).isEqualTo("await Event.wait · pool.py:40");
    }

    @Test
    void aFilterFindsRowsWhereverTheyStand() {
        TaskGraph graph = new DrawnGraph()
                .task("Upload-1")
                .task("upload-2", NodeState.DONE, Place.UNKNOWN)
                .task("other")
                .gathers("other", "Upload-1")
                .build();

        assertThat(names(graph.roots(Filter.UNFINISHED.among(DrawnGraph.found(graph, "UPLOAD")), 0, 9)))
                .containsExactly("Upload-1");
        assertThat(names(graph.roots(
                        new Filter(DrawnGraph.found(graph, "upload"), EnumSet.allOf(NodeState.class)), 0, 9)))
                .containsExactly("Upload-1", "upload-2");
        assertThat(names(graph.roots(new Filter(null, EnumSet.of(NodeState.DONE)), 0, 9)))
                .containsExactly("upload-2");
    }

    @Test
    void pagesOfAHundredThousandWaitersAndOfAChainAreCut() {
        TaskGraph star = ManyTasks.star(100_000);
        assertThat(star.roots(Filter.UNFINISHED, 99_990, 100).rows()).hasSize(9);
        assertThat(names(star.roots(Filter.UNFINISHED, 0, 3))).containsExactly("Task-0", "Task-1", "Task-2");
        assertThat(star.waiters(16L * 100_000, 99_000, 200).rows()).hasSize(200);
        assertThat(star.waiters(16L * 100_000, 99_000, 200).total()).isEqualTo(99_999);

        TaskGraph chain = ManyTasks.chain(100_000);
        assertThat(chain.roots(Filter.UNFINISHED, 0, 100).total()).isEqualTo(1);
        TaskDetail detail = chain.detail(16);
        assertThat(detail).isNotNull();
        assertThat(detail.stack()).hasSizeLessThan(200);
    }

    @Test
    void anAddressThatIsNoTaskHasNoRow() {
        TaskGraph graph = ManyTasks.chain(3);
        assertThat(graph.rowAt(24)).isNull();
        assertThat(graph.detail(24)).isNull();
        assertThat(graph.children(24, NOTHING_ABOVE::contains, 0, 9).total()).isZero();
    }

    @Test
    void aProcessWithoutAsyncioHasAnEmptyGraph() {
        TaskGraph graph = ManyTasks.chain(0);
        assertThat(graph.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0));
        assertThat(graph.roots(Filter.UNFINISHED, 0, 9).rows()).isEmpty();
        assertThat(graph.cycleCount()).isZero();
    }

    private static List<String> names(RowPage page) {
        return page.rows().stream().map(TaskRow::name).toList();
    }

    private static TaskRow only(RowPage page) {
        assertThat(page.rows()).hasSize(1);
        return page.rows().getFirst();
    }
}
