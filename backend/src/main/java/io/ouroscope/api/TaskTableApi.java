package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.tasks.Grouping;
import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.tasks.TaskGroup;
import io.ouroscope.analysis.tasks.TaskQuery;
import io.ouroscope.analysis.tasks.TaskTable;
import io.ouroscope.analysis.tasks.TaskTableRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// asyncio's tasks as a table, and their groups: by place, coroutine, what they await.
final class TaskTableApi {
    private TaskTableApi() {}

    private static final Parameter KIND = Parameter.choice("kind", TaskQuery.Kind.TASKS, "Tasks, futures or both");
    private static final Parameter COROUTINE = Parameter.text("coroutine", "The whole qualified name of the coroutine");

    private enum Order {
        ASC,
        DESC
    }

    /// A task of the table. The place is the one outside asyncio itself.
    ///
    /// @param awaits what it awaits, in words; `awaited` is the object, if there is one
    /// @param behind how many tasks wait for it, directly or through others; null if that was not counted
    /// @param depth how many waits lead to it from something that nobody waits for; null for the finished
    record TaskInTable(
            Wire.TaskRow task,
            Spot place,
            String awaits,
            @Nullable NamedTask awaited,
            @Nullable Integer behind,
            @Nullable Integer depth) {}

    /// A line of source; all null where it is not known.
    record Spot(
            @Nullable String file,
            @Nullable Integer line,
            @Nullable String function) {}

    /// A task or future by address and name.
    record NamedTask(String address, String name) {}

    /// Tasks with something in common. `member` names the group in requests.
    record TaskGroupRow(
            String member,
            String text,
            Spot place,
            @Nullable NamedTask awaited,
            int count,
            int pending,
            int running,
            int done,
            int cancelled,
            int stuck) {}

    /// A part of the table.
    ///
    /// @param search how the search for the filter's text stands, null without one
    record TaskTablePage(long total, long offset, int limit, List<TaskInTable> items, Asking.@Nullable Search search) {}

    /// A part of the groups, and how many tasks are in all of them together.
    ///
    /// @param search how the search for the filter's text stands, null without one
    record TaskGroups(
            long total, long offset, int limit, List<TaskGroupRow> items, long tasks, Asking.@Nullable Search search) {}

    static void register(InSnapshot routes) {
        routes.get("/tasks/table", TaskTableApi::table)
                .describe(
                        "Tasks as a table, each once",
                        TaskTablePage.class,
                        TaskFilter.TEXT,
                        TaskFilter.STATE,
                        KIND,
                        COROUTINE,
                        Asking.AGAIN,
                        Parameter.choice("group", Grouping.PLACE, "What makes the group that 'in' names"),
                        Parameter.address("in", "Only the group of this task"),
                        Parameter.choice("sort", TaskQuery.Sort.BEHIND, "What they are sorted by"),
                        Parameter.choice("order", Order.class, "Descending by numbers and ascending, unless told"),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/tasks/groups", TaskTableApi::groups)
                .describe(
                        "Tasks grouped by what they have in common, the largest group first",
                        TaskGroups.class,
                        Parameter.choice("group", Grouping.PLACE, "What tasks of one group have in common"),
                        TaskFilter.TEXT,
                        TaskFilter.STATE,
                        KIND,
                        COROUTINE,
                        Asking.AGAIN,
                        Paging.OFFSET,
                        Paging.LIMIT);
    }

    private static TaskTablePage table(Context ctx, InSnapshot.View view) throws InterruptedException {
        Paging paging = Paging.of(ctx);
        TaskFilter filter = TaskFilter.of(ctx, view);
        TaskTable.Page page = view.analysis()
                .tasks()
                .table()
                .page(
                        sorted(ctx, query(ctx, filter)),
                        Math.clamp(paging.offset(), 0, Integer.MAX_VALUE),
                        paging.limit());
        List<TaskInTable> rows = page.rows().stream()
                .map(row -> row(row, filter.row(row.task())))
                .toList();
        return new TaskTablePage(page.total(), paging.offset(), paging.limit(), rows, filter.search());
    }

    private static TaskGroups groups(Context ctx, InSnapshot.View view) throws InterruptedException {
        TaskFilter filter = TaskFilter.of(ctx, view);
        TaskQuery query = query(ctx, filter);
        TaskTable table = view.analysis().tasks().table();
        Grouping by = Parameters.choice(ctx, "group", Grouping.PLACE);
        List<TaskGroup> groups = table.groups(query, by);
        Wire.Page<TaskGroupRow> page = Paging.of(ctx).of(groups, TaskTableApi::group);
        long tasks = groups.stream().mapToLong(TaskGroup::count).sum();
        return new TaskGroups(page.total(), page.offset(), page.limit(), page.items(), tasks, filter.search());
    }

    private static TaskQuery query(Context ctx, TaskFilter filter) {
        return new TaskQuery(
                filter.filter(),
                Parameters.choice(ctx, "kind", TaskQuery.Kind.TASKS),
                Parameters.text(ctx, "coroutine"),
                null,
                TaskQuery.Sort.BEHIND,
                true);
    }

    private static TaskQuery sorted(Context ctx, TaskQuery query) {
        TaskQuery.Sort sort = Parameters.choice(ctx, "sort", TaskQuery.Sort.BEHIND);
        boolean numbers = sort == TaskQuery.Sort.BEHIND || sort == TaskQuery.Sort.DEPTH;
        Order order = Parameters.choice(ctx, "order", numbers ? Order.DESC : Order.ASC);
        Grouping by = Parameters.choice(ctx, "group", Grouping.PLACE);
        String member = Parameters.text(ctx, "in");
        return new TaskQuery(
                query.filter(),
                query.kind(),
                query.coroutine(),
                member.isEmpty() ? null : new TaskQuery.Group(by, Parameters.address(member)),
                sort,
                order == Order.DESC);
    }

    static TaskInTable row(TaskTableRow row) {
        return row(row, TasksApi.row(row.task()));
    }

    private static TaskInTable row(TaskTableRow row, Wire.TaskRow task) {
        return new TaskInTable(
                task,
                spot(row.place()),
                row.awaits(),
                named(row.awaited(), row.awaitedName()),
                row.behind() < 0 ? null : row.behind(),
                row.depth() < 0 ? null : row.depth());
    }

    private static TaskGroupRow group(TaskGroup group) {
        return new TaskGroupRow(
                Parameters.hex(group.member()),
                group.text(),
                spot(group.place()),
                named(group.object(), group.text()),
                group.count(),
                group.pending(),
                group.running(),
                group.done(),
                group.cancelled(),
                group.stuck());
    }

    static Spot spot(Place place) {
        return new Spot(
                place.file().isEmpty() ? null : place.file(),
                place.line() == 0 ? null : place.line(),
                place.function().isEmpty() ? null : place.function());
    }

    private static @Nullable NamedTask named(long address, String name) {
        return address == 0 ? null : new NamedTask(Parameters.hex(address), name);
    }
}
