package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.tasks.NodeKind;
import io.ouroscope.analysis.tasks.NodeState;
import io.ouroscope.analysis.tasks.TaskDetail;
import io.ouroscope.analysis.tasks.TaskFacts;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.tasks.TaskTableRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the page of a task says besides its stack: its state in words, the chain of what it awaits, callbacks, context
/// variables and the traceback of its exception.
final class TaskFactsApi {
    private static final int LONGEST_CHAIN = 100;

    /// What callbacks mean, by a part of how Python shows them; the first that fits.
    private static final Map<String, String> CALLBACKS = new LinkedHashMap<>();

    static {
        CALLBACKS.put("gather.<locals>._done_callback", "gather waits for it");
        CALLBACKS.put("_wait.<locals>._on_completion", "asyncio.wait waits for it");
        CALLBACKS.put("as_completed.<locals>._on_completion", "as_completed waits for it");
        CALLBACKS.put("_AsCompletedIterator._handle_completion", "as_completed waits for it");
        CALLBACKS.put("shield.<locals>._inner_done_callback", "shield passes its end on");
        CALLBACKS.put("shield.<locals>._outer_done_callback", "shield lets go of what it protects");
        CALLBACKS.put("_release_waiter", "wait_for waits for it, with a timeout");
        CALLBACKS.put("TaskGroup._on_task_done", "a task group waits for it");
        CALLBACKS.put("_on_task_done", "a task group waits for it");
        CALLBACKS.put("_run_until_complete_cb", "the loop stops when it ends (run_until_complete)");
        CALLBACKS.put("_chain_future", "passes its end to another future (run_in_executor, wrap_future)");
        CALLBACKS.put("TaskWakeupMethWrapper", "wakes the task that awaits it");
        CALLBACKS.put("__wakeup", "wakes the task that awaits it");
        CALLBACKS.put("task_wakeup", "wakes the task that awaits it");
        CALLBACKS.put("discard", "takes it out of a set that kept it alive");
    }

    private TaskFactsApi() {}

    /// @param words its state for people
    /// @param chain what it waits for, what that waits for, and so on to the end
    record TaskPage(
            String words,
            @Nullable Integer behind,
            @Nullable Integer depth,
            List<Wire.Neighbour> chain,
            List<TaskCallback> callbacks,
            Wire.@Nullable Ref loop,
            Wire.@Nullable Ref context,
            List<ContextVariable> variables,
            List<TracebackEntry> traceback) {}

    /// Something that is called when a task is done.
    record TaskCallback(@Nullable String words, Wire.Ref callback) {}

    record ContextVariable(Wire.Ref variable, Wire.@Nullable Ref value) {}

    record TracebackEntry(
            @Nullable String function,
            @Nullable String file,
            @Nullable Integer line,
            Wire.@Nullable Ref frame) {}

    static void register(InSnapshot routes) {
        routes.get("/tasks/{address}/facts", TaskFactsApi::facts)
                .describe(
                        "One task or future: state in words, what it awaits to the end, callbacks, context, traceback",
                        TaskPage.class);
    }

    private static TaskPage facts(Context ctx, InSnapshot.View view) {
        long address = Parameters.pathAddress(ctx);
        TaskGraph tasks = view.analysis().tasks();
        TaskTableRow row = tasks.table().rowAt(address);
        TaskFacts facts = tasks.facts(address);
        if (row == null) {
            throw ApiException.of(
                    404, "no-task", "There is no task or future at " + Parameters.hex(address) + " in this snapshot");
        }
        Refs refs = view.refs();
        boolean failed = tasks.detail(address) instanceof TaskDetail detail && detail.exception() != 0;
        return new TaskPage(
                words(row, facts, failed),
                row.behind() < 0 ? null : row.behind(),
                row.depth() < 0 ? null : row.depth(),
                TasksApi.neighbours(tasks.chain(address, LONGEST_CHAIN), refs),
                facts == null
                        ? List.of()
                        : facts.callbacks().stream()
                                .map(each -> callback(refs.ref(each)))
                                .toList(),
                refs.refOrNull(facts == null ? 0 : facts.loop()),
                refs.refOrNull(facts == null ? 0 : facts.context()),
                facts == null
                        ? List.of()
                        : facts.variables().stream()
                                .map(each ->
                                        new ContextVariable(refs.ref(each.variable()), refs.refOrNull(each.value())))
                                .toList(),
                facts == null
                        ? List.of()
                        : facts.traceback().stream()
                                .map(each -> entry(each, refs))
                                .toList());
    }

    private static TracebackEntry entry(TaskFacts.TracebackLine line, Refs refs) {
        return new TracebackEntry(
                line.place().function().isEmpty() ? null : line.place().function(),
                line.place().file().isEmpty() ? null : line.place().file(),
                line.place().line() == 0 ? null : line.place().line(),
                refs.refOrNull(line.frame()));
    }

    private static TaskCallback callback(Wire.Ref callback) {
        String shown = callback.preview().stream().map(Wire.Span::t).collect(Collectors.joining());
        return new TaskCallback(
                CALLBACKS.entrySet().stream()
                        .filter(each -> shown.contains(each.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null),
                callback);
    }

    private static String words(TaskTableRow row, @Nullable TaskFacts facts, boolean failed) {
        NodeState state = row.task().state();
        boolean task = row.task().kind() == NodeKind.TASK;
        return switch (state) {
            case RUNNING -> "It runs at this moment.";
            case CANCELLED -> "It was cancelled.";
            case DONE -> failed ? "It ended with an exception." : "It has ended and has a result.";
            case PENDING -> {
                if (facts != null && facts.cancelling()) {
                    yield "A cancellation is on its way into it.";
                }
                if (row.task().cycle() >= 0) {
                    yield "It waits in a circle: nothing scheduled will wake it.";
                }
                if (row.task().stuck()) {
                    yield "It waits, in the end, for a circle: nothing scheduled will wake it.";
                }
                if (!task) {
                    yield "Nobody has set its result yet.";
                }
                if (facts != null && !facts.begun()) {
                    yield "It has not begun: the event loop has not come to it yet.";
                }
                yield row.awaited() == 0
                        ? "It awaits nothing: the event loop will go on with it."
                        : "It awaits " + row.awaitedName() + ".";
            }
        };
    }
}
