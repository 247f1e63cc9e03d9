package io.ouroscope.analysis.tasks;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.StructLayout;
import org.jspecify.annotations.Nullable;

/// Reads the fields of futures and tasks: those of the C structs and those of the classes in Python.
///
/// A process in which `_asyncio` was never loaded has no table for it in some builds; then only Python's are read.
final class FutureReader {
    private static final int STATE_CANCELLED = 1;
    private static final int STATE_FINISHED = 2;
    private static final int STATE_CHARACTERS = 16;

    private final Heap heap;
    private final @Nullable NativeFields inC;

    FutureReader(Heap heap) {
        this.heap = heap;
        inC = heap.layout().has("FutureObj") ? new NativeFields(heap) : null;
    }

    /// The fields; throws UnreadableAddressException where the object is torn.
    FutureFields read(long future, FutureShape shape) {
        return shape.inC() && inC != null
                ? inC.read(future, shape.kind() == NodeKind.TASK)
                : new PythonFields(heap).read(future);
    }

    /// The name of a task alone, for long lists: a str, or the number in `Task-N`.
    long name(long task, FutureShape shape) {
        return shape.inC() && inC != null ? inC.memory.getLong(task + inC.name) : heap.attribute(task, "_name");
    }

    private static long unlessNone(Heap heap, long object) {
        PyType type = object == 0 ? null : heap.typeOf(object);
        return type == null || type.typeName().equals("NoneType") ? 0 : object;
    }

    /// The structs `FutureObj` and `TaskObj`, of which the second begins like the first.
    private static final class NativeFields {
        private final Heap heap;
        private final Memory memory;
        private final Field state;
        private final Field mustCancel;
        private final int loop;
        private final int waiter;
        private final int coroutine;
        private final int name;
        private final int context;
        private final int callback0;
        private final int callbacks;
        private final int result;
        private final int exception;

        NativeFields(Heap heap) {
            this.heap = heap;
            memory = heap.memory();
            StructLayout future = heap.layout().struct("FutureObj");
            StructLayout task = heap.layout().struct("TaskObj");
            state = future.field("fut_state");
            loop = future.offset("fut_loop");
            callback0 = future.offset("fut_callback0");
            callbacks = future.offset("fut_callbacks");
            result = future.offset("fut_result");
            exception = future.offset("fut_exception");
            waiter = task.offset("task_fut_waiter");
            coroutine = task.offset("task_coro");
            name = task.offset("task_name");
            context = task.offset("task_context");
            mustCancel = task.field("task_must_cancel");
        }

        FutureFields read(long object, boolean task) {
            NodeState stands = switch ((int) state.read(memory, object)) {
                case STATE_CANCELLED -> NodeState.CANCELLED;
                case STATE_FINISHED -> NodeState.DONE;
                default -> NodeState.PENDING;
            };
            return new FutureFields(
                    stands,
                    object(object, loop),
                    task ? object(object, waiter) : 0,
                    task ? object(object, coroutine) : 0,
                    object(object, callback0),
                    object(object, callbacks),
                    memory.getLong(object + result),
                    object(object, exception),
                    task ? object(object, context) : 0,
                    task && mustCancel.read(memory, object) != 0);
        }

        private long object(long future, int offset) {
            return unlessNone(heap, memory.getLong(future + offset));
        }
    }

    /// The attributes of `asyncio.futures.Future` and `asyncio.tasks.Task`; what an instance does not have is as its
    /// class says: pending, empty.
    private static final class PythonFields {
        private final Heap heap;
        private NodeState state = NodeState.PENDING;
        private long loop;
        private long waiter;
        private long coroutine;
        private long callbacks;
        private long result;
        private long exception;
        private long context;
        private boolean mustCancel;

        PythonFields(Heap heap) {
            this.heap = heap;
        }

        FutureFields read(long future) {
            heap.attributes(future, this::take);
            return new FutureFields(
                    state,
                    loop,
                    waiter,
                    coroutine,
                    0,
                    callbacks,
                    state == NodeState.DONE && exception == 0 ? result : 0,
                    exception,
                    context,
                    mustCancel);
        }

        private boolean take(String attribute, long value) {
            switch (attribute) {
                case "_state" -> state = state(value);
                case "_loop" -> loop = unlessNone(heap, value);
                case "_fut_waiter" -> waiter = unlessNone(heap, value);
                case "_coro" -> coroutine = value;
                case "_callbacks" -> callbacks = value;
                case "_result" -> result = value;
                case "_exception" -> exception = unlessNone(heap, value);
                case "_context" -> context = unlessNone(heap, value);
                case "_must_cancel" -> mustCancel = heap.integer(value, 0) != 0;
                default -> {}
            }
            return true;
        }

        private NodeState state(long value) {
            String text = heap.text(value, STATE_CHARACTERS);
            if (text == null) {
                return NodeState.PENDING;
            }
            return switch (text) {
                case "CANCELLED" -> NodeState.CANCELLED;
                case "FINISHED" -> NodeState.DONE;
                default -> NodeState.PENDING;
            };
        }
    }
}
