package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.tasks.Filter;
import io.ouroscope.analysis.tasks.Grouping;
import io.ouroscope.analysis.tasks.NodeState;
import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.tasks.TaskGroup;
import io.ouroscope.analysis.tasks.TaskQuery;
import io.ouroscope.analysis.tasks.TaskTable;
import io.ouroscope.analysis.tasks.TaskTableRow;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// asyncio's tasks as a table, and their groups: by place, coroutine, what they await.
final class TaskTableApi {
    private TaskTableApi() {}

    /// The states a request can ask for.
    enum StateChoice {
        UNFINISHED(EnumSet.of(NodeState.PENDING, NodeState.RUNNING)),
        ALL(EnumSet.allOf(NodeState.class)),
        PENDING(EnumSet.of(NodeState.PENDING)),
        RUNNING(EnumSet.of(NodeState.RUNNING)),
        DONE(EnumSet.of(NodeState.DONE)),
        CANCELLED(EnumSet.of(NodeState.CANCELLED));

        private final Set<NodeState> states;

        StateChoice(Set<NodeState> states) {
            this.states = states;
        }

        /// What a request with this text and without a state asks for: searching finds the finished too.
        static Filter filter(Context ctx) {
            String text = Parameters.text(ctx, "filter");
            StateChoice state = Parameters.choice(ctx, "state", text.isBlank() ? UNFINISHED : ALL);
            return new Filter(text, state.states);
        }
    }

    private enum Order {
        ASC,
        DESC
    }

    /// A task of the table. The place is the one outside asyncio itself.
    ///
    /// @param awaits what it awaits, in words; `awaited` is the object, if there is one
    /// @param behind how many tasks wait for it, directly or through others; null if that was not counted
    /// @param depth how many waits lead to it from something that nobody waits for; null for the finished
    record Row(
            Wire.TaskRow task,
            Spot place,
            String awaits,
            @Nullable Named awaited,
            @Nullable Integer behind,
            @Nullable Integer depth) {}

    /// A line of source; all null where it is not known.
    record Spot(
            @Nullable String file, @Nullable Integer line, @Nullable String function) {}

    /// A task or future by address and name.
    record Named(String address, String name) {}

    /// Tasks with something in common. `member` names the group in requests.
    record Group(
            String member,
            String text,
            Spot place,
            @Nullable Named awaited,
            int count,
            int pending,
            int running,
            int done,
            int cancelled,
            int stuck) {}

    /// Groups, and how many tasks are in all of them together.
    record Groups(long total, long offset, int limit, List<Group> items, long tasks) {}

    static void register(InSnapshot routes) {
        routes.get("/tasks/table", (ctx, view) -> table(ctx, view.analysis().tasks().table()));
        routes.get("/tasks/groups", (ctx, view) -> groups(ctx, view.analysis().tasks().table()));
    }

    private static Wire.Page<Row> table(Context ctx, TaskTable table) {
        Paging paging = Paging.of(ctx);
        TaskTable.Page page =
                table.page(query(ctx), Math.clamp(paging.offset(), 0, Integer.MAX_VALUE), paging.limit());
        return new Wire.Page<>(
                page.total(),
                paging.offset(),
                paging.limit(),
                page.rows().stream().map(TaskTableApi::row).toList());
    }

    private static Groups groups(Context ctx, TaskTable table) {
        TaskQuery query = query(ctx);
        Grouping by = Parameters.choice(ctx, "group", Grouping.PLACE);
        Wire.Page<Group> page = Paging.of(ctx).of(table.groups(query, by), TaskTableApi::group);
        return new Groups(page.total(), page.offset(), page.limit(), page.items(), table.count(query));
    }

    private static TaskQuery query(Context ctx) {
        TaskQuery.Sort sort = Parameters.choice(ctx, "sort", TaskQuery.Sort.BEHIND);
        boolean numbers = sort == TaskQuery.Sort.BEHIND || sort == TaskQuery.Sort.DEPTH;
        Order order = Parameters.choice(ctx, "order", numbers ? Order.DESC : Order.ASC);
        String member = Parameters.text(ctx, "in");
        return new TaskQuery(
                StateChoice.filter(ctx),
                Parameters.choice(ctx, "kind", TaskQuery.Kind.TASKS),
                Parameters.text(ctx, "coroutine"),
                member.isEmpty()
                        ? null
                        : new TaskQuery.Group(
                                Parameters.choice(ctx, "group", Grouping.PLACE), Parameters.address(member)),
                sort,
                order == Order.DESC);
    }

    static Row row(TaskTableRow row) {
        return new Row(
                TasksApi.row(row.task()),
                spot(row.place()),
                row.awaits(),
                named(row.awaited(), row.awaitedName()),
                row.behind() < 0 ? null : row.behind(),
                row.depth() < 0 ? null : row.depth());
    }

    private static Group group(TaskGroup group) {
        return new Group(
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

    private static Spot spot(Place place) {
        return new Spot(
                place.file().isEmpty() ? null : place.file(),
                place.line() == 0 ? null : place.line(),
                place.function().isEmpty() ? null : place.function());
    }

    private static @Nullable Named named(long address, String name) {
        return address == 0 ? null : new Named(Parameters.hex(address), name);
    }
}
