package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Instances;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;

/// Where asyncio waits for futures of `concurrent.futures`, and those for tasks.
///
/// `run_in_executor`, `to_thread` and `wrap_future` chain a future of asyncio to that of the pool,
/// `run_coroutine_threadsafe` the other way round: each of both has a callback whose closure names the other.
final class Bridges {
    private static final String WORK = "concurrent.futures._base.Future";

    private final Peek peek;
    private final Instances classes;
    private final WaitBuilder builder;

    Bridges(Peek peek, Instances classes, WaitBuilder builder) {
        this.peek = peek;
        this.classes = classes;
        this.builder = builder;
    }

    void add() {
        classes.each(WORK, this::work);
    }

    private void work(long work) {
        boolean finished = isFinished(work);
        peek.items(peek.get(work, "_done_callbacks"), (index, key, callback) -> {
            switch (peek.callables.name(callback)) {
                case "_chain_future.<locals>._call_set_state" -> {
                    if (!finished) {
                        waitsFor(peek.callables.variable(callback, "destination"), work);
                    }
                }
                case "_chain_future.<locals>._call_check_cancel" -> {
                    int task = builder.task(peek.callables.variable(callback, "source"));
                    if (task >= 0 && !finished) {
                        int node = node(work);
                        if (builder.tasks().isFinished(task)) {
                            builder.wakes(node, Wake.of(Wake.Kind.READY, "its task has ended"));
                        } else {
                            builder.waits(node, task, How.RESULT);
                        }
                    }
                }
                default -> {}
            }
            return true;
        });
    }

    private void waitsFor(long future, long work) {
        int waiter = builder.task(future);
        if (waiter >= 0 && !builder.tasks().isFinished(waiter)) {
            builder.waits(waiter, node(work), How.RESULT);
        }
    }

    int node(long work) {
        return builder.thing(ThingKind.WORK, work, "concurrent.futures.Future");
    }

    /// Whether this is a future of `concurrent.futures` that is not done.
    boolean isPendingWork(long object) {
        var type = object == 0 ? null : peek.heap.typeOf(object);
        return type != null && classes.isA(type, WORK) && !isFinished(object);
    }

    private boolean isFinished(long work) {
        String state = peek.heap.text(peek.get(work, "_state"), 32);
        return state != null && (state.equals("FINISHED") || state.startsWith("CANCELLED"));
    }
}
