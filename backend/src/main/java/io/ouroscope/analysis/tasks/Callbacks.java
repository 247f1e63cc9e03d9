package io.ouroscope.analysis.tasks;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.layout.Layout;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.List;
import java.util.Objects;

/// What the callbacks on a future say about who waits for it.
///
/// asyncio's helpers hang functions on the futures they wait for: closures of `shield`, `wait` and `as_completed`,
/// `partial(_release_waiter, waiter)` of `wait_for`, bound methods of task groups. Each holds the future that is
/// resolved when this one is. Callbacks that wake a task say nothing that the task's own field does not.
///
/// Not thread-safe: keeps what it found out about code objects.
final class Callbacks {
    private static final int NAME_CHARACTERS = 128;
    /// `asyncio.as_completed` has one getter for each task that is waiting for the next result.
    private static final int MOST_GETTERS = 10_000;

    private final Heap heap;
    private final Frames frames;
    private final Memory memory;
    private final int functionCode;
    private final int functionClosure;
    private final int functionQualname;
    private final int cellContents;
    private final int methodFunction;
    private final int methodSelf;
    private final int partialFunction;
    private final int partialArguments;
    private final Long2ObjectOpenHashMap<Closure> closures = new Long2ObjectOpenHashMap<>();

    Callbacks(Heap heap) {
        this.heap = heap;
        frames = new Frames(heap);
        memory = heap.memory();
        Layout layout = heap.layout();
        functionCode = layout.offset("PyFunctionObject", "func_code");
        functionClosure = layout.offset("PyFunctionObject", "func_closure");
        functionQualname = layout.offset("PyFunctionObject", "func_qualname");
        cellContents = layout.offset("PyCellObject", "ob_ref");
        methodFunction = layout.offset("PyMethodObject", "im_func");
        methodSelf = layout.offset("PyMethodObject", "im_self");
        partialFunction = layout.offset("partialobject", "fn");
        partialArguments = layout.offset("partialobject", "args");
    }

    /// Gets what waits.
    @FunctionalInterface
    interface Sink {
        /// @param waiting address of the future that the callback's future is waited for by
        /// @param any whether the first of several ends the waiting
        /// @param timed whether a running timer ends it as well
        void waits(long waiting, WaitKind kind, boolean any, boolean timed);
    }

    private enum Role {
        OTHER,
        SHIELD,
        WAIT,
        AS_COMPLETED,
        RELEASE_WAITER,
        TASK_GROUP,
        NEXT_COMPLETED
    }

    private record Closure(Role role, List<String> variables) {}

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
        PyType type = callback == 0 ? null : heap.typeOf(callback);
        if (type == null) {
            return;
        }
        switch (type.typeName()) {
            case "function" -> function(callback, sink);
            case "method" -> method(callback, sink);
            case "functools.partial" -> partial(callback, sink);
            default -> {}
        }
    }

    private void function(long function, Sink sink) {
        Closure closure = closureOf(function);
        switch (closure.role) {
            case SHIELD -> sink.waits(variable(function, closure, "outer"), WaitKind.SHIELD, false, false);
            case WAIT -> {
                String until = heap.text(variable(function, closure, "return_when"), NAME_CHARACTERS);
                sink.waits(
                        variable(function, closure, "waiter"),
                        WaitKind.WAIT,
                        "FIRST_COMPLETED".equals(until),
                        isSet(variable(function, closure, "timeout_handle")));
            }
            case AS_COMPLETED ->
                getters(
                        variable(function, closure, "done"),
                        isSet(variable(function, closure, "timeout_handle")),
                        sink);
            case OTHER, RELEASE_WAITER, TASK_GROUP, NEXT_COMPLETED -> {}
        }
    }

    private void method(long method, Sink sink) {
        long self = memory.getLong(method + methodSelf);
        switch (closureOf(memory.getLong(method + methodFunction)).role) {
            case TASK_GROUP -> {
                long end = heap.attribute(self, "_on_completed_fut");
                if (isSet(end)) {
                    sink.waits(end, WaitKind.TASK_GROUP, false, false);
                }
            }
            case NEXT_COMPLETED ->
                getters(heap.attribute(self, "_done"), isSet(heap.attribute(self, "_timeout_handle")), sink);
            case OTHER, SHIELD, WAIT, AS_COMPLETED, RELEASE_WAITER -> {}
        }
    }

    /// Whether the timer of `wait_for` still runs is told by the frame of the task that waits.
    private void partial(long partial, Sink sink) {
        if (closureOf(memory.getLong(partial + partialFunction)).role == Role.RELEASE_WAITER) {
            heap.items(memory.getLong(partial + partialArguments), 0, 1, (index, key, waiter) -> {
                sink.waits(waiter, WaitKind.WAIT_FOR, false, false);
                return false;
            });
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

    private Closure closureOf(long function) {
        PyType type = heap.typeOf(function);
        if (type == null || !type.typeName().equals("function")) {
            return new Closure(Role.OTHER, List.of());
        }
        long code = memory.getLong(function + functionCode);
        Closure known = closures.get(code);
        if (known == null) {
            known = new Closure(role(function), frames.freeVariableNames(code));
            closures.put(code, known);
        }
        return known;
    }

    private Role role(long function) {
        String name = heap.text(memory.getLong(function + functionQualname), NAME_CHARACTERS);
        return switch (Objects.requireNonNullElse(name, "")) {
            case "shield.<locals>._inner_done_callback" -> Role.SHIELD;
            case "_wait.<locals>._on_completion" -> Role.WAIT;
            case "as_completed.<locals>._on_completion" -> Role.AS_COMPLETED;
            case "_release_waiter" -> Role.RELEASE_WAITER;
            case "TaskGroup._on_task_done" -> Role.TASK_GROUP;
            case "_AsCompletedIterator._handle_completion" -> Role.NEXT_COMPLETED;
            default -> Role.OTHER;
        };
    }

    /// What a variable of the closure holds, 0 if it has none of that name.
    private long variable(long function, Closure closure, String name) {
        int wanted = closure.variables.indexOf(name);
        long[] found = {0};
        if (wanted >= 0) {
            heap.items(memory.getLong(function + functionClosure), wanted, wanted + 1L, (index, key, cell) -> {
                PyType type = heap.typeOf(cell);
                found[0] = type != null && type.typeName().equals("cell") ? memory.getLong(cell + cellContents) : 0;
                return false;
            });
        }
        return found[0];
    }
}
