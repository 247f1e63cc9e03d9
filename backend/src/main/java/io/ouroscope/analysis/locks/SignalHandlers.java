package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitSource;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.PythonProcess;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Python functions that a signal would run: whatever they refer to may be set by the next signal.
///
/// C code keeps them in a static array (`Handlers` of Modules/signalmodule.c, since 3.11 `signals.handlers` of the
/// runtime state): one entry for each signal, a flag and the handler, the first one empty. It is found by that shape
/// among the variables of the programs and libraries, so no symbol is needed: most handlers are the same small int,
/// which stands for the default. What asyncio registers is left out: its own handlers only wake a loop or cancel the
/// main task.
public final class SignalHandlers implements WaitSource {
    private static final int SIGNALS = 65;
    private static final int ENTRY_BYTES = 16;
    private static final int ARRAY_BYTES = SIGNALS * ENTRY_BYTES;
    /// Signals that a program leaves alone, at least; real-time signals alone are thirty.
    private static final int LEAST_DEFAULTS = 30;
    /// Variables of programs and libraries take less; anonymous memory behind them belongs to them.
    private static final long MOST_BYTES = 64L << 20;

    private static final Set<String> ASYNCIO = Set.of("asyncio.runners", "asyncio.unix_events");
    private static final int NAME_CHARACTERS = 100;

    private final Heap heap;
    private final Memory memory;
    private final int functionModule;

    public SignalHandlers(PythonProcess process) {
        heap = process.heap();
        memory = heap.memory();
        functionModule = heap.layout().offset("PyFunctionObject", "func_module");
    }

    @Override
    public void addTo(WaitBuilder builder) {
        List<Region> regions = memory.regions();
        Region before = null;
        for (Region region : regions) {
            boolean follows = before != null && before.end() == region.start();
            boolean variables = region.path().startsWith("/") || region.path().isEmpty() && follows;
            if (region.writable() && variables && region.sizeBytes() <= MOST_BYTES) {
                search(region, builder);
            }
            before = region.path().startsWith("/") || region.path().isEmpty() && follows ? region : null;
        }
    }

    private void search(Region region, WaitBuilder builder) {
        for (long at = region.start(); at + ARRAY_BYTES <= region.end(); at += Long.BYTES) {
            if (memory.getLong(at) == 0 && memory.getLong(at + Long.BYTES) == 0 && isArray(at)) {
                for (int signal = 1; signal < SIGNALS; signal++) {
                    add(memory.getLong(at + (long) signal * ENTRY_BYTES + Long.BYTES), builder);
                }
                at += ARRAY_BYTES - Long.BYTES;
            }
        }
    }

    private boolean isArray(long at) {
        long usual = memory.getLong(at + (SIGNALS - 1L) * ENTRY_BYTES + Long.BYTES);
        PyType type = usual == 0 ? null : heap.typeOf(usual);
        if (type == null || !type.isSubtypeOf("int")) {
            return false;
        }
        int defaults = 0;
        for (int signal = 1; signal < SIGNALS; signal++) {
            long entry = at + (long) signal * ENTRY_BYTES;
            long handler = memory.getLong(entry + Long.BYTES);
            if ((memory.getLong(entry) & 0xfffffffeL) != 0 || handler == 0 || heap.typeOf(handler) == null) {
                return false;
            }
            defaults += handler == usual ? 1 : 0;
        }
        return defaults >= LEAST_DEFAULTS;
    }

    private void add(long handler, WaitBuilder builder) {
        PyType type = heap.typeOf(handler);
        boolean isPythons = type != null
                && !type.isSubtypeOf("int")
                && switch (type.typeName()) {
                    case "NoneType", "builtin_function_or_method" -> false;
                    default -> !isAsyncios(handler, type);
                };
        if (isPythons) {
            builder.signalHandler(handler);
        }
    }

    /// A function of asyncio, a method of its runner, or a partial of one.
    private boolean isAsyncios(long handler, PyType type) {
        long function = switch (type.typeName()) {
            case "functools.partial" -> memory.getLong(handler + heap.layout().offset("partialobject", "fn"));
            default -> handler;
        };
        PyType kind = heap.typeOf(function);
        if (kind != null && kind.typeName().equals("method")) {
            function = memory.getLong(function + heap.layout().offset("PyMethodObject", "im_func"));
            kind = heap.typeOf(function);
        }
        String module = kind != null && kind.typeName().equals("function") ? module(function) : null;
        return module != null && ASYNCIO.contains(module);
    }

    private @Nullable String module(long function) {
        return heap.text(memory.getLong(function + functionModule), NAME_CHARACTERS);
    }
}
