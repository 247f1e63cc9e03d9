package io.ouroscope.analysis.tasks;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;

/// What the callbacks on a future say about who waits for it.
///
/// asyncio's helpers hang functions on the futures they wait for: closures of `shield`, `wait` and `as_completed`,
/// `partial(_release_waiter, waiter)` of `wait_for`, bound methods of task groups. Each holds the future that is
/// resolved when this one is. Callbacks that wake a task say nothing that the task's own field does not.
///
/// Not thread-safe: keeps what it found out about code objects.
final class Callbacks {
    private static final int WORD_CHARACTERS = 32;
    /// `asyncio.as_completed` has one getter for each task that is waiting for the next result.
    private static final int MOST_GETTERS = 10_000;

    private final Heap heap;
    private final Callables callables;

    Callbacks(Heap heap) {
        this.heap = heap;
        callables = new Callables(heap);
    }

    /// Gets what waits.
    @FunctionalInterface
    interface Sink {
        /// @param waiting address of the future that the callback's future is waited for by
        /// @param any whether the first of several ends the waiting
        /// @param timed whether a running timer ends it as well
        void waits(long waiting, WaitKind kind, boolean any, boolean timed);
    }

    /// Reports who waits for the future with these fields.
    void of(FutureFields future, Sink sink) {
        callback(future.callback0(), sink);
        heap.items(future.callbacks(), 0, Long.MAX_VALUE, (index, key, entry) -> {
            heap.items(entry, 0, 1, (first, none, callback) -> {
                callback(callback, sink);
                return true;
            });
            return true;
        });
    }

    private void callback(long callback, Sink sink) {
        if (callback == 0) {
            return;
        }
        switch (callables.name(callback)) {
            case "shield.<locals>._inner_done_callback" ->
                sink.waits(callables.variable(callback, "outer"), WaitKind.SHIELD, false, false);
            case "_wait.<locals>._on_completion" -> {
                String until = heap.text(callables.variable(callback, "return_when"), WORD_CHARACTERS);
                sink.waits(
                        callables.variable(callback, "waiter"),
                        WaitKind.WAIT,
                        "FIRST_COMPLETED".equals(until),
                        isSet(callables.variable(callback, "timeout_handle")));
            }
            case "as_completed.<locals>._on_completion" ->
                getters(
                        callables.variable(callback, "done"),
                        isSet(callables.variable(callback, "timeout_handle")),
                        sink);
            // Whether the timer of `wait_for` still runs is told by the frame of the task that waits.
            case "_release_waiter" -> sink.waits(callables.argument(callback, 0), WaitKind.WAIT_FOR, false, false);
            case "TaskGroup._on_task_done" -> {
                long end = heap.attribute(callables.self(callback), "_on_completed_fut");
                if (isSet(end)) {
                    sink.waits(end, WaitKind.TASK_GROUP, false, false);
                }
            }
            case "_AsCompletedIterator._handle_completion" -> {
                long iterator = callables.self(callback);
                getters(heap.attribute(iterator, "_done"), isSet(heap.attribute(iterator, "_timeout_handle")), sink);
            }
            default -> {}
        }
    }

    private void getters(long queue, boolean timed, Sink sink) {
        heap.items(heap.attribute(queue, "_getters"), 0, MOST_GETTERS, (index, key, getter) -> {
            sink.waits(getter, WaitKind.AS_COMPLETED, true, timed);
            return true;
        });
    }

    private boolean isSet(long object) {
        PyType type = object == 0 ? null : heap.typeOf(object);
        return type != null && !type.typeName().equals("NoneType");
    }
}
