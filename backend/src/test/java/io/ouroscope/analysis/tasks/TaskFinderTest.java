package io.ouroscope.analysis.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.testing.FakeHeap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TaskFinderTest {
    static final List<String> VERSIONS = Layouts.KEYS.stream()
            .filter(key -> Layouts.load(key).has("FutureObj"))
            .toList();

    private static final long CANCELLED = 1;
    private static final long FINISHED = 2;

    /// Two tasks that wait for each other, one behind them, one that waits for a plain future, finished ones, remains.
    private static final class Scene {
        final FakeHeap fake;
        final long loop;
        final long coroutine;
        final long first;
        final long second;
        final long behind;
        final long lonely;
        final long future;
        final long done;
        final long cancelled;
        final long remains;

        Scene(String version) {
            fake = FakeHeap.of(version);
            fake.type("tuple");
            loop = fake.instance(fake.pythonClass("Loop", "name"), fake.str("loop"));
            coroutine = fake.instance(fake.pythonClass("Work", "name"), fake.str("work"));
            long none = fake.none();
            first = task(fake.str("Task-8"), 0);
            second = task(fake.integer(11), first);
            fake.poke(first + fake.layout().offset("TaskObj", "task_fut_waiter"), second);
            behind = task(fake.str("main"), first);
            future = fake.future(false, Map.of("fut_loop", loop));
            lonely = task(fake.str("lonely"), future);
            done = fake.future(
                    true,
                    Map.of(
                            "task_loop", loop,
                            "task_name", fake.str("done"),
                            "task_result", fake.integer(42),
                            "task_fut_waiter", none,
                            "task_state", FINISHED));
            cancelled = fake.future(false, Map.of("fut_loop", loop, "fut_state", CANCELLED));
            remains = fake.future(true, Map.of());
        }

        private long task(long name, long waiter) {
            return fake.future(
                    true,
                    Map.of("task_loop", loop, "task_coro", coroutine, "task_name", name, "task_fut_waiter", waiter));
        }

        PythonProcess process() {
            return Discovery.discover(
                    fake.memory(), new Hints(fake.layout().version().toString(), List.of()), Progress.NONE);
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void tasksAndFuturesAreReadFromTheirStructs(String version) {
        var scene = new Scene(version);
        TaskGraph graph = TaskGraph.build(scene.process(), Progress.NONE);

        assertThat(graph.counts()).isEqualTo(new Counts(5, 4, 0, 1, 0, 2));
        assertThat(graph.contains(scene.remains)).isFalse();
        assertThat(graph.rowAt(scene.second)).isNotNull().satisfies(row -> {
            assertThat(row.name()).isEqualTo("Task-11");
            assertThat(row.coroutine()).isEqualTo("Work");
            assertThat(row.cycle()).isZero();
        });
        assertThat(graph.cycleAddresses(0)).containsExactly(scene.first, scene.second);
        assertThat(graph.cycle(0).behind().total()).isEqualTo(1);
        assertThat(graph.rowAt(scene.lonely).stuck()).isFalse();
        assertThat(graph.rowAt(scene.cancelled).state()).isEqualTo(NodeState.CANCELLED);
        TaskDetail done = graph.detail(scene.done);
        assertThat(done).isNotNull();
        assertThat(done.row().state()).isEqualTo(NodeState.DONE);
        assertThat(done.result()).isNotZero();
        assertThat(done.exception()).isZero();
        assertThat(names(graph.roots(Filter.UNFINISHED, 0, 10))).containsExactly("main", "lonely");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void whateverItsBytesBecomeEveryQuestionIsAnswered(String version) {
        var scene = new Scene(version);
        PythonProcess process = scene.process();
        long seed = Long.getLong("ouroscope.seed", 20261122L);
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            long at = FakeHeap.BASE + random.nextInt(scene.fake.usedBytes() / 8) * 8L;
            long before = scene.fake.peek(at);
            long other = FakeHeap.BASE + random.nextInt(scene.fake.usedBytes() / 8) * 8L;
            scene.fake.poke(at, random.nextBoolean() ? random.nextLong() : other);
            try {
                ask(TaskGraph.build(process, Progress.NONE));
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("With -Douroscope.seed=" + seed + " in round " + round, failure);
            }
            if (round % 20 != 19) {
                scene.fake.poke(at, before);
            }
        }
    }

    private static void ask(TaskGraph graph) {
        for (int node = 0; node < graph.nodeCount(); node++) {
            TaskDetail detail = graph.detail(graph.row(node).address());
            assertThat(detail).isNotNull();
        }
        for (int cycle = 0; cycle < graph.cycleCount(); cycle++) {
            assertThat(graph.cycle(cycle).sentence()).isNotEmpty();
        }
        assertThat(graph.roots(Filter.UNFINISHED.among(DrawnGraph.found(graph, "task")), 0, 10)
                        .rows())
                .hasSizeLessThanOrEqualTo(10);
        graph.edges((from, to, kind) -> assertThat(graph.contains(to)).isTrue());
    }

    private static List<String> names(RowPage page) {
        return page.rows().stream().map(TaskRow::name).toList();
    }
}
