package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.SourceLine;
import io.ouroscope.analysis.SourceLines;
import io.ouroscope.analysis.paths.Evaluation;
import io.ouroscope.analysis.paths.PathEvaluator;
import io.ouroscope.analysis.tasks.Counts;
import io.ouroscope.analysis.tasks.Cycle;
import io.ouroscope.analysis.tasks.NodeKind;
import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.tasks.RowPage;
import io.ouroscope.analysis.tasks.StackPart;
import io.ouroscope.analysis.tasks.TaskDetail;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.tasks.TaskRow;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// asyncio's tasks: counts, the forest of who waits for what, cycles, one task.
final class TasksApi {
    private static final int MOST_CYCLES = 500;
    private static final int MOST_BEHIND_A_GATHER = 10;

    private TasksApi() {}

    static void register(InSnapshot routes) {
        routes.get("/tasks", (ctx, view) -> summary(view.analysis()))
                .describe(
                        "How many tasks there are, and the cycles of those that wait for each other", Wire.Tasks.class);
        routes.get("/tasks/tree", TasksApi::tree)
                .describe(
                        "The forest of who waits for what, one level of it; with a filter or state a flat list of all that fit",
                        TaskListPage.class,
                        Parameter.address(
                                "parent", "What this one waits for, whatever the filter; the roots, unless told"),
                        TaskFilter.TEXT,
                        TaskFilter.STATE,
                        Asking.AGAIN,
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/tasks/cycles/{cycle}", TasksApi::cycle)
                .describe("One cycle: who waits for whom, where, and who waits behind them", Wire.Cycle.class);
        routes.get("/tasks/{address}", TasksApi::task)
                .describe("One task or future: its stack, what it waits for, who waits for it", Wire.Task.class);
    }

    static Wire.TaskCounts counts(Counts counts) {
        return new Wire.TaskCounts(
                counts.tasks(),
                counts.pending(),
                counts.done(),
                counts.cancelled(),
                counts.running(),
                counts.futures());
    }

    private static Wire.Tasks summary(Analysis analysis) {
        TaskGraph tasks = analysis.tasks();
        List<Wire.CycleSummary> cycles = IntStream.range(0, Math.min(tasks.cycleCount(), MOST_CYCLES))
                .mapToObj(tasks::cycleSummary)
                .map(each -> new Wire.CycleSummary(
                        each.index(), each.length(), each.memberCount(), each.behindTotal(), each.names()))
                .toList();
        return new Wire.Tasks(counts(tasks.counts()), tasks.cycleCount(), cycles, neverLoaded(analysis));
    }

    /// Other interpreters have modules of their own; what cannot be read proves nothing.
    private static boolean neverLoaded(Analysis analysis) {
        return analysis.process().runtime().interpreters().size() == 1
                && hasModule("sys", analysis)
                && !hasModule("_asyncio", analysis)
                && !hasModule("asyncio", analysis);
    }

    private static boolean hasModule(String name, Analysis analysis) {
        return new PathEvaluator(analysis).evaluate("sys.modules['" + name + "']") instanceof Evaluation.Found;
    }

    /// A level of the forest, or a part of the list of all that fit.
    ///
    /// @param search how the search for the filter's text stands, null without one
    record TaskListPage(long total, long offset, int limit, List<Wire.TaskRow> items, Asking.@Nullable Search search) {}

    private static TaskListPage tree(Context ctx, InSnapshot.View view) throws InterruptedException {
        Paging paging = Paging.of(ctx);
        int offset = Math.clamp(paging.offset(), 0, Integer.MAX_VALUE);
        TaskGraph tasks = view.analysis().tasks();
        String parent = Parameters.text(ctx, "parent");
        if (!parent.isEmpty()) {
            // The page knows what stands above a row and marks repeated rows; here only the parent is known.
            long address = Parameters.address(parent);
            RowPage page = tasks.children(address, above -> above == address, offset, paging.limit());
            List<Wire.TaskRow> rows = page.rows().stream().map(TasksApi::row).toList();
            return new TaskListPage(page.total(), page.offset(), paging.limit(), rows, null);
        }
        TaskFilter filter = TaskFilter.of(ctx, view);
        RowPage page = tasks.roots(filter.filter(), offset, paging.limit());
        List<Wire.TaskRow> rows = page.rows().stream().map(filter::row).toList();
        return new TaskListPage(page.total(), page.offset(), paging.limit(), rows, filter.search());
    }

    static Wire.TaskRow row(TaskRow row) {
        return row(row, null);
    }

    /// @param found where it has the text of a filter
    static Wire.TaskRow row(TaskRow row, TaskFilter.@Nullable FoundIn found) {
        TaskRow.Wait wait = row.waits();
        return new Wire.TaskRow(
                Parameters.hex(row.address()),
                Parameters.lower(row.kind()),
                row.name(),
                emptyAsNull(row.coroutine()),
                emptyAsNull(row.place().file()),
                zeroAsNull(row.place().line()),
                Parameters.lower(row.state()),
                wait == null ? null : new Wire.Wait(wait.kind().word(), wait.text()),
                row.childCount(),
                row.waiterCount(),
                row.cycle() < 0 ? null : row.cycle(),
                row.stuck(),
                row.repeats(),
                row.unsure(),
                found);
    }

    private static Wire.Cycle cycle(Context ctx, InSnapshot.View view) {
        TaskGraph tasks = view.analysis().tasks();
        String index = ctx.pathParam("cycle");
        if (!index.matches("\\d{1,9}") || Integer.parseInt(index) >= tasks.cycleCount()) {
            throw ApiException.of(
                    404, "no-cycle", "There is no cycle " + index + "; this snapshot has " + tasks.cycleCount());
        }
        Cycle cycle = tasks.cycle(Integer.parseInt(index));
        return new Wire.Cycle(
                cycle.index(),
                cycle.nodes().size(),
                cycle.memberCount(),
                cycle.nodes().stream().map(TasksApi::row).toList(),
                cycle.edges().stream().map(TasksApi::edge).toList(),
                new Wire.Behind(
                        cycle.behind().total(),
                        cycle.behind().byPlace().stream()
                                .map(group -> place(group, tasks.rowAt(group.sample())))
                                .toList()),
                sources(cycle, view.open().analysed().sourceLines()),
                cycle.certain(),
                cycle.sentence());
    }

    private static List<Wire.PlaceSource> sources(Cycle cycle, SourceLines lines) {
        Stream<Place> edges = cycle.edges().stream().map(Cycle.Edge::place);
        Stream<Place> behind = cycle.behind().byPlace().stream().map(Cycle.Group::place);
        return Stream.concat(edges, behind)
                .distinct()
                .flatMap(place -> {
                    SourceLine source = lines.at(place.file(), place.line());
                    return source == null
                            ? Stream.empty()
                            : Stream.of(new Wire.PlaceSource(place.file(), place.line(), source));
                })
                .distinct()
                .toList();
    }

    private static Wire.CycleEdge edge(Cycle.Edge edge) {
        return new Wire.CycleEdge(
                Parameters.hex(edge.from()),
                Parameters.hex(edge.to()),
                edge.kind().word(),
                edge.text(),
                emptyAsNull(edge.place().file()),
                zeroAsNull(edge.place().line()),
                edge.via().stream().map(TasksApi::row).toList());
    }

    private static Wire.Place place(Cycle.Group group, @Nullable TaskRow sample) {
        return new Wire.Place(
                emptyAsNull(group.place().file()),
                zeroAsNull(group.place().line()),
                emptyAsNull(group.coroutine()),
                group.count(),
                Parameters.hex(group.sample()),
                sample == null ? null : emptyAsNull(sample.name()));
    }

    private static Wire.Task task(Context ctx, InSnapshot.View view) {
        long address = Parameters.pathAddress(ctx);
        TaskDetail detail = view.analysis().tasks().detail(address);
        if (detail == null) {
            throw ApiException.of(
                    404, "no-task", "There is no task or future at " + Parameters.hex(address) + " in this snapshot");
        }
        Refs refs = view.refs();
        return new Wire.Task(
                row(detail.row()),
                detail.stack().stream()
                        .map(part ->
                                stackEntry(part, refs, view.open().analysed().sourceLines()))
                        .toList(),
                neighbours(detail.waitsFor(), refs),
                neighbours(throughGathers(detail.waitedForBy(), view.analysis().tasks()), refs),
                refs.refOrNull(detail.coroutine()),
                refs.refOrNull(detail.result()),
                refs.refOrNull(detail.exception()));
    }

    /// Who waits through a gather stands in its place: people ask which task waits, not which future.
    private static List<TaskRow> throughGathers(List<TaskRow> waiters, TaskGraph tasks) {
        return waiters.stream()
                .flatMap(each -> {
                    if (each.kind() != NodeKind.GATHER) {
                        return Stream.of(each);
                    }
                    List<TaskRow> behind = tasks.waiters(each.address(), 0, MOST_BEHIND_A_GATHER)
                            .rows();
                    return behind.isEmpty() ? Stream.of(each) : behind.stream();
                })
                .toList();
    }

    static List<Wire.Neighbour> neighbours(List<TaskRow> rows, Refs refs) {
        return rows.stream()
                .map(each -> new Wire.Neighbour(
                        row(each),
                        refs.ref(each.address()),
                        each.waits() == null ? "" : each.waits().kind().word()))
                .toList();
    }

    private static Wire.StackEntry stackEntry(StackPart part, Refs refs, SourceLines lines) {
        return switch (part) {
            case StackPart.FramePart frame ->
                new Wire.StackEntry(
                        "frame",
                        frame.place().function(),
                        frame.place().file(),
                        frame.place().line(),
                        lines.at(frame.place().file(), frame.place().line()),
                        Parameters.hex(frame.coroutine()),
                        frame.locals().stream()
                                .map(local -> new Wire.Local(local.name(), refs.refOrNull(local.value())))
                                .toList(),
                        null,
                        null);
            case StackPart.AwaitsPart awaits -> separator(awaits.text(), refs.refOrNull(awaits.target()));
            case StackPart.OmittedPart omitted -> separator(omitted.frames() + " frames are left out here", null);
        };
    }

    private static Wire.StackEntry separator(String text, Wire.@Nullable Ref target) {
        return new Wire.StackEntry("awaits", null, null, null, null, null, null, text, target);
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Integer zeroAsNull(int line) {
        return line == 0 ? null : line;
    }
}
