package io.ouroscope.python.runtime;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Reads interpreter states that were found.
final class InterpreterReader {
    final ThreadStates threads;
    private final Memory memory;
    private final Layout layout;
    private final CollectorFinder collectors;
    private final StaticTypeFinder staticTypes;
    private final String headField;
    private final String modulesField;

    InterpreterReader(Heap heap) {
        memory = heap.memory();
        layout = heap.layout();
        threads = new ThreadStates(memory, layout);
        collectors = new CollectorFinder(memory, layout);
        staticTypes = new StaticTypeFinder(heap);
        StructLayout struct = layout.struct("PyInterpreterState");
        headField = struct.has("threads.head") ? "threads.head" : "tstate_head";
        modulesField = struct.has("modules") ? "modules" : "imports.modules";
    }

    /// @param runtime address of `_PyRuntime`, 0 if unknown
    List<Interpreter> read(List<InterpreterFields> found, long runtime, List<String> evidence, List<String> problems) {
        var interpreters = new ArrayList<Interpreter>();
        GcState shared = collectors.ofRuntime(runtime);
        for (InterpreterFields fields : found) {
            try {
                interpreters.add(read(fields, runtime, shared, evidence, problems));
            } catch (UnreadableAddressException e) {
                problems.add("The interpreter state at 0x" + Long.toHexString(fields.interpreter()) + " is torn: "
                        + e.getMessage() + ".");
            }
        }
        interpreters.sort(Comparator.comparingLong(Interpreter::id));
        return List.copyOf(interpreters);
    }

    private Interpreter read(
            InterpreterFields fields, long runtime, GcState shared, List<String> evidence, List<String> problems) {
        long interpreter = fields.interpreter();
        long gil = gil(fields, runtime);
        long holder = holder(gil, runtime, interpreter);
        GcState gc = shared.address() != 0 ? shared : collectors.find(fields, problems);
        return new Interpreter(
                interpreter,
                word(fields, "id"),
                word(fields, modulesField),
                word(fields, "sysdict"),
                word(fields, "builtins"),
                gil,
                holder,
                gc,
                staticTypes.find(fields, evidence, problems),
                fields,
                threads.list(word(fields, headField), interpreter, holder, problems));
    }

    private long word(InterpreterFields fields, String name) {
        return memory.getLong(fields.address(name));
    }

    /// Up to 3.11 all interpreters share one lock in `_PyRuntime`; later each points to the one it uses.
    private long gil(InterpreterFields fields, long runtime) {
        if (fields.address("ceval.gil") != 0) {
            long gil = word(fields, "ceval.gil");
            return memory.isReadable(gil, layout.struct("_gil_runtime_state").sizeBytes()) && isEnabled(gil) ? gil : 0;
        }
        return runtime == 0 ? 0 : runtime + layout.offset("_PyRuntimeState", "ceval.gil");
    }

    private boolean isEnabled(long gil) {
        StructLayout lock = layout.struct("_gil_runtime_state");
        return !lock.has("enabled") || memory.getInt(gil + lock.offset("enabled")) != 0;
    }

    private long holder(long gil, long runtime, long interpreter) {
        StructLayout lock = layout.struct("_gil_runtime_state");
        StructLayout state = layout.struct("_PyRuntimeState");
        if (gil == 0 || memory.getInt(gil + lock.offset("locked")) != 1) {
            return 0;
        }
        long holder = state.has("gilstate.tstate_current")
                ? memory.getLong(runtime + state.offset("gilstate.tstate_current"))
                : memory.getLong(gil + lock.offset("last_holder"));
        return threads.interpreter(holder) == interpreter ? holder : 0;
    }
}
