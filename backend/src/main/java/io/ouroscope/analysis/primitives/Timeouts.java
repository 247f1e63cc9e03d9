package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.waits.Instances;
import io.ouroscope.python.decode.PyType;
import java.util.List;
import java.util.function.LongConsumer;

/// The objects of asyncio and of libraries that cancel a task when their timer fires, and where they keep it.
final class Timeouts {
    /// @param attribute holds a task, or a list or set of them
    private record Timeout(String type, String attribute) {}

    private static final List<Timeout> ALL = List.of(
            new Timeout("asyncio.timeouts.Timeout", "_task"),
            new Timeout("async_timeout.Timeout", "_task"),
            new Timeout("async_timeout.timeout", "_task"),
            new Timeout("aiohttp.helpers.TimerContext", "_tasks"),
            new Timeout("anyio._backends._asyncio.CancelScope", "_tasks"),
            new Timeout("anyio._backends._asyncio.CancelScope", "_host_task"));

    /// `TimeoutHandle._callbacks` has tuples of a callable and its arguments.
    private static final String CALLS = "aiohttp.helpers.TimeoutHandle";

    private final Peek peek;
    private final Instances classes;

    Timeouts(Peek peek, Instances classes) {
        this.peek = peek;
        this.classes = classes;
    }

    /// Calls `visitor` with the objects that may be tasks which this timeout ends; with none if it is no timeout.
    void visitTasks(long timeout, LongConsumer visitor) {
        PyType type = timeout == 0 ? null : peek.heap.typeOf(timeout);
        if (type == null || !type.isPythonMade()) {
            return;
        }
        visitTasks(timeout, type, visitor);
        if (classes.isA(type, CALLS)) {
            peek.items(peek.get(timeout, "_callbacks"), (index, key, call) -> {
                long self = peek.callables.self(peek.item(call, 0));
                PyType known = self == 0 ? null : peek.heap.typeOf(self);
                if (known != null) {
                    visitTasks(self, known, visitor);
                }
                return true;
            });
        }
    }

    private void visitTasks(long timeout, PyType type, LongConsumer visitor) {
        for (Timeout each : ALL) {
            if (classes.isA(type, each.type())) {
                long tasks = peek.get(timeout, each.attribute());
                visitor.accept(tasks);
                if (isCollection(tasks)) {
                    peek.items(tasks, (index, key, task) -> {
                        visitor.accept(task);
                        return true;
                    });
                }
            }
        }
    }

    private boolean isCollection(long object) {
        String type = peek.typeName(object);
        return type.equals("list") || type.equals("set");
    }
}
