package io.ouroscope.analysis.tasks;

import static io.ouroscope.analysis.tasks.WaitKind.AWAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.tasks.TaskQuery.Group;
import io.ouroscope.analysis.tasks.TaskQuery.Kind;
import io.ouroscope.analysis.tasks.TaskQuery.Sort;
import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskTableTest {
    private static final Filter ALL = new Filter(null, EnumSet.allOf(NodeState.class));
    private static final Place SEND = new Place("/app/client.py", 88, "Client.send");
    private static final Place READ = new Place("/app/client.py", 140, "Client.read");

    private final DrawnGraph drawn = new DrawnGraph()
            .task("Task-2", NodeState.PENDING, SEND)
            .task("Task-10", NodeState.PENDING, SEND)
            .task("Task-1", NodeState.DONE, Place.UNKNOWN)
            .task("reader", NodeState.RUNNING, READ)
            .future("socket")
            .waits("Task-2", "reader", AWAIT)
            .waits("Task-10", "Task-2", AWAIT);

    @Test
    void groupsAddUpToWhatTheTableShows() {
        TaskGraph graph = drawn.build();
        TaskTable table = graph.table();
        for (Filter filter : List.of(ALL, Filter.UNFINISHED, withText(graph, "task"), withText(graph, "88"))) {
            for (Grouping by : Grouping.values()) {
                TaskQuery query = query(filter, null, Sort.NAME);
                List<TaskGroup> groups = table.groups(query, by);
                assertThat(groups.stream().mapToInt(TaskGroup::count).sum())
                        .as("%s by %s", filter, by)
                        .isEqualTo(table.count(query));
                for (TaskGroup group : groups) {
                    TaskQuery within = query(filter, new Group(by, group.member()), Sort.NAME);
                    assertThat(table.count(within)).isEqualTo(group.count());
                }
            }
        }
    }

    @Test
    void groupsGrowWhileATextIsStillBeingLookedFor() {
        TaskTable table = drawn.build().table();
        var matches = new TextMatches("task");
        TaskQuery query = query(ALL.among(matches), null, Sort.NAME);
        assertThat(table.groups(query, Grouping.PLACE)).isEmpty();
        matches.add(IntArrayList.of(0));
        assertThat(table.groups(query, Grouping.PLACE))
                .extracting(TaskGroup::count)
                .containsExactly(1);
        matches.add(IntArrayList.of(1));
        assertThat(table.groups(query, Grouping.PLACE))
                .extracting(TaskGroup::count)
                .containsExactly(2);
    }

    @Test
    void tasksAtOnePlaceAreOneGroupThatOpensToThem() {
        TaskTable table = drawn.build().table();
        TaskGroup largest =
                table.groups(query(ALL, null, Sort.NAME), Grouping.PLACE).getFirst();
        assertThat(largest.text()).isEqualTo("client.py:88");
        assertThat(largest.place()).isEqualTo(SEND);
        assertThat(largest.count()).isEqualTo(2);
        TaskQuery members = query(ALL, new Group(Grouping.PLACE, largest.member()), Sort.NAME);
        assertThat(names(table, members)).containsExactly("Task-2", "Task-10");
    }

    @Test
    void aGroupIsNamedByAMemberThatAFilterMayHide() {
        TaskGraph graph = drawn.build();
        TaskTable table = graph.table();
        TaskQuery query = query(withText(graph, "Task-10"), null, Sort.NAME);
        TaskGroup group = table.groups(query, Grouping.PLACE).getFirst();
        assertThat(group.member()).isEqualTo(drawn.address("Task-2"));
        assertThat(names(
                        table, query(withText(graph, "Task-10"), new Group(Grouping.PLACE, group.member()), Sort.NAME)))
                .containsExactly("Task-10");
    }

    @Test
    void tasksAreGroupedByTheKindOfThingAndByTheThingThatTheyAwait() {
        TaskTable table = drawn.build().table();
        assertThat(table.groups(query(ALL, null, Sort.NAME), Grouping.AWAITS))
                .extracting(TaskGroup::text)
                .containsExactlyInAnyOrder("a task of sum_children", "nothing, it has ended", "nothing, it runs");
        assertThat(table.groups(query(ALL, null, Sort.NAME), Grouping.OBJECT))
                .extracting(TaskGroup::text)
                .containsExactlyInAnyOrder("reader", "Task-2", "");
    }

    @Test
    void rowsAreSortedByWhatIsAskedForAndEqualOnesByAddress() {
        TaskTable table = drawn.build().table();
        assertThat(names(table, query(ALL, null, Sort.NAME))).containsExactly("Task-1", "Task-2", "Task-10", "reader");
        assertThat(names(table, query(ALL, null, Sort.BEHIND)))
                .containsExactly("Task-10", "Task-1", "Task-2", "reader");
        assertThat(names(table, query(ALL, null, Sort.DEPTH))).containsExactly("Task-1", "Task-10", "Task-2", "reader");
        assertThat(names(table, query(ALL, null, Sort.STATE))).containsExactly("Task-2", "Task-10", "reader", "Task-1");
        assertThat(names(table, query(ALL, null, Sort.PLACE))).containsExactly("Task-1", "Task-2", "Task-10", "reader");
        var descending = new TaskQuery(ALL, Kind.TASKS, "", null, Sort.STATE, true);
        assertThat(names(table, descending)).containsExactly("Task-1", "reader", "Task-2", "Task-10");
    }

    @Test
    void aTextIsFoundInThePlaceAndInWhatIsAwaited() {
        TaskGraph graph = drawn.build();
        TaskTable table = graph.table();
        assertThat(names(table, query(withText(graph, "client.py:140"), null, Sort.NAME)))
                .containsExactly("reader");
        assertThat(names(table, query(withText(graph, "client.READ"), null, Sort.NAME)))
                .containsExactly("reader");
        assertThat(names(table, query(withText(graph, "reader"), null, Sort.NAME)))
                .containsExactly("Task-2", "reader");
    }

    @Test
    void aRowSaysWhereItHasTheText() {
        TaskGraph graph = drawn.build();
        assertThat(where(graph, "Task-2", "SK-2")).isEqualTo("NAME Ta|sk-2|");
        assertThat(where(graph, "reader", ":140")).isEqualTo("PLACE /app/client.py|:140|");
        assertThat(where(graph, "reader", "t.read")).isEqualTo("PLACE Clien|t.read|");
        assertThat(where(graph, "Task-2", "reader")).isEqualTo("AWAITED |reader|");
        assertThat(where(graph, "Task-10", "children")).isEqualTo("COROUTINE sum_|children|");
    }

    @Test
    void anAnswerGrowsWithWhatIsFound() {
        TaskGraph graph = drawn.build();
        TaskTable table = graph.table();
        var matches = new TextMatches("task");
        TaskQuery query = query(ALL.among(matches), null, Sort.NAME);
        assertThat(table.count(query)).isZero();
        assertThat(graph.roots(query.filter(), 0, 9).total()).isZero();
        graph.search(matches, Progress.NONE);
        assertThat(names(table, query)).containsExactly("Task-1", "Task-2", "Task-10");
        assertThat(graph.roots(query.filter(), 0, 9).total()).isEqualTo(3);
    }

    private String where(TaskGraph graph, String name, String text) {
        FoundText found = graph.where(drawn.address(name), DrawnGraph.found(graph, text));
        assertThat(found).isNotNull();
        return found.where() + " " + found.before() + "|" + found.hit() + "|" + found.after();
    }

    @Test
    void futuresAreShownWhenAskedFor() {
        TaskTable table = drawn.build().table();
        var futures = new TaskQuery(ALL, Kind.FUTURES, "", null, Sort.NAME, false);
        assertThat(names(table, futures)).containsExactly("socket");
        assertThat(table.count(new TaskQuery(ALL, Kind.ALL, "", null, Sort.NAME, false)))
                .isEqualTo(5);
    }

    @Test
    void aHundredThousandTasksAreGroupedAndSortedByEverything() {
        int count = 100_000;
        TaskTable table = ManyTasks.chain(count).table();
        for (Sort sort : Sort.values()) {
            assertThat(table.page(query(Filter.UNFINISHED, null, sort), count - 1, 5)
                            .rows())
                    .hasSize(1);
        }
        for (Grouping by : Grouping.values()) {
            assertThat(table.groups(query(Filter.UNFINISHED, null, Sort.NAME), by).stream()
                            .mapToInt(TaskGroup::count)
                            .sum())
                    .isEqualTo(count);
        }
        TaskTableRow last = table.page(query(Filter.UNFINISHED, null, Sort.BEHIND), count - 1, 1)
                .rows()
                .getFirst();
        assertThat(last.behind()).isEqualTo(count - 1);
        assertThat(last.depth()).isEqualTo(count - 1);
    }

    private static Filter withText(TaskGraph graph, String text) {
        return ALL.among(DrawnGraph.found(graph, text));
    }

    private static TaskQuery query(Filter filter, @Nullable Group within, Sort sort) {
        return new TaskQuery(filter, Kind.TASKS, "", within, sort, false);
    }

    private static List<String> names(TaskTable table, TaskQuery query) {
        return table.page(query, 0, 100).rows().stream()
                .map(row -> row.task().name())
                .toList();
    }
}
