package io.ouroscope.python.runtime;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.runtime.StaticTypes.State;

/// What interpreters and threads hold: where being alive begins.
///
/// Reported is what is not an object's own: what a frame object, a generator or a type object refers to is their
/// decoders' to report. Not here: what C code elsewhere holds, which only reference counts tell.
public final class Roots {
    /// In `struct atexit_state` of 3.10 to 3.13 (pycore_atexit.h) a pointer to the array, its length and
    /// its capacity follow each other.
    private static final int CALLBACKS_BEFORE_CAPACITY = 12;
    private static final int COUNT_BEFORE_CAPACITY = 4;
    private static final int CALLBACK_FIELDS = 3;
    private static final int MOST_CALLBACKS = 1 << 20;

    private final PythonRuntime runtime;
    private final Structs structs;
    private final Heap heap;
    private final StateFields states;
    private final FrameRoots frames;

    public Roots(Heap heap, PythonRuntime runtime) {
        this.heap = heap;
        this.runtime = runtime;
        structs = heap.structs();
        states = new StateFields(heap);
        frames = new FrameRoots(heap);
    }

    public void report(RootSink sink) {
        for (Interpreter interpreter : runtime.interpreters()) {
            String name = runtime.interpreters().size() == 1 ? "interpreter" : "interpreter " + interpreter.id();
            states.ofInterpreter(interpreter, name, sink);
            staticTypes(interpreter, name, sink);
            exitCallbacks(interpreter, name, sink);
            ThreadNames names = ThreadNames.of(heap, interpreter);
            for (ThreadState thread : interpreter.threads()) {
                String known = names.name(thread);
                String label = known != null
                        ? "thread '" + known + "'"
                        : "thread " + (thread.nativeId() != 0 ? thread.nativeId() : thread.id());
                report(thread, label, sink);
            }
        }
    }

    /// What one thread holds.
    ///
    /// @param label names it
    public void report(ThreadState thread, String label, RootSink sink) {
        states.ofThread(thread, label, sink);
        frames.report(thread, label, sink);
    }

    private void staticTypes(Interpreter interpreter, String name, RootSink sink) {
        interpreter.staticTypes().visit(state -> {
            if (structs.isObject(state.dict())) {
                sink.root(RootKind.STATIC_TYPE, state.dict(), true, () -> typeName(state) + ".__dict__ of " + name);
            }
            if (structs.isObject(state.subclasses())) {
                sink.root(
                        RootKind.STATIC_TYPE,
                        state.subclasses(),
                        true,
                        () -> "subclasses of " + typeName(state) + " of " + name);
            }
        });
    }

    private String typeName(State state) {
        var type = heap.type(state.type());
        return type == null ? "0x" + Long.toHexString(state.type()) : type.name();
    }

    /// Functions registered with `atexit`, each in a block of its own: function, arguments, keyword
    /// arguments (`atexit_py_callback` in pycore_interp_structs.h). Since 3.14 they are a list, found
    /// among the state's words; up to 3.9 the module keeps them.
    private void exitCallbacks(Interpreter interpreter, String name, RootSink sink) {
        long capacity = interpreter.fields().address("atexit.callback_len");
        if (capacity == 0) {
            return;
        }
        Memory memory = heap.memory();
        try {
            long array = memory.getLong(capacity - CALLBACKS_BEFORE_CAPACITY);
            int count = Math.min(memory.getInt(capacity - COUNT_BEFORE_CAPACITY), MOST_CALLBACKS);
            for (int i = 0; i < count; i++) {
                long callback = memory.getLong(array + 8L * i);
                for (int field = 0; callback != 0 && field < CALLBACK_FIELDS; field++) {
                    long target = memory.getLong(callback + 8L * field);
                    if (structs.isObject(target)) {
                        int number = i;
                        sink.root(
                                RootKind.INTERPRETER, target, true, () -> "atexit callback " + number + " of " + name);
                    }
                }
            }
        } catch (UnreadableAddressException e) {
            // A torn array: what was read stays reported.
        }
    }
}
