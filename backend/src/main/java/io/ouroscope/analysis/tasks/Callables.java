package io.ouroscope.analysis.tasks;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.ReferenceSink;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.raw.Unicode;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;

/// What an object that is called later is, and what it has at hand: functions with their closures, bound methods,
/// `functools.partial`, the small callables by which a task in C is woken.
///
/// Not thread-safe: keeps what it found out about code objects. Faults give 0 or empty answers.
public final class Callables {
    private static final int NAME_CHARACTERS = 128;
    /// Arguments of one partial, variables of one closure.
    private static final int MOST_PARTS = 64;
    /// Partials of partials.
    private static final int DEEPEST = 4;

    private final Heap heap;
    private final Frames frames;
    private final Memory memory;
    private final int functionCode;
    private final int functionClosure;
    private final int functionQualname;
    private final int cellContents;
    private final int methodFunction;
    private final int methodSelf;
    private final int nativeSelf;
    private final int nativeDefinition;
    private final int definitionName;
    private final int partialFunction;
    private final int partialArguments;
    private final Long2ObjectOpenHashMap<Code> codes = new Long2ObjectOpenHashMap<>();

    private record Code(String qualname, List<String> variables) {}

    public Callables(Heap heap) {
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
        nativeSelf = layout.offset("PyCFunctionObject", "m_self");
        nativeDefinition = layout.offset("PyCFunctionObject", "m_ml");
        definitionName = layout.offset("PyMethodDef", "ml_name");
        partialFunction = layout.offset("partialobject", "fn");
        partialArguments = layout.offset("partialobject", "args");
    }

    /// Qualified name of a function or of that behind a bound method or partial; plain name of one in C; of other
    /// callables the name of their type.
    public String name(long callable) {
        try {
            long object = callable;
            for (int depth = 0; depth < DEEPEST; depth++) {
                switch (typeName(object)) {
                    case "function":
                        return code(object).qualname;
                    case "method":
                        object = memory.getLong(object + methodFunction);
                        break;
                    case "functools.partial":
                        object = memory.getLong(object + partialFunction);
                        break;
                    case "builtin_function_or_method", "builtin_method":
                        long definition = memory.getLong(object + nativeDefinition);
                        String name =
                                Unicode.cString(memory, memory.getLong(definition + definitionName), NAME_CHARACTERS);
                        return Objects.requireNonNullElse(name, "");
                    default:
                        return typeName(object);
                }
            }
        } catch (UnreadableAddressException torn) {
            return "";
        }
        return "";
    }

    /// What a method is bound to, also one in C or behind a partial; the task that a task's own callable goes on with;
    /// 0 for others.
    public long self(long callable) {
        try {
            long object = callable;
            for (int depth = 0; depth < DEEPEST; depth++) {
                switch (typeName(object)) {
                    case "method":
                        return memory.getLong(object + methodSelf);
                    case "builtin_function_or_method", "builtin_method":
                        return memory.getLong(object + nativeSelf);
                    case "functools.partial":
                        object = memory.getLong(object + partialFunction);
                        break;
                    case "TaskStepMethWrapper", "_asyncio.TaskStepMethWrapper", "TaskWakeupMethWrapper":
                        return task(object);
                    default:
                        return 0;
                }
            }
        } catch (UnreadableAddressException torn) {
            return 0;
        }
        return 0;
    }

    /// Calls `visitor` with what the callable has directly: what it is bound to, its given arguments, the variables of
    /// its closure.
    public void visitParts(long callable, LongConsumer visitor) {
        try {
            long object = callable;
            for (int depth = 0; depth < DEEPEST; depth++) {
                switch (typeName(object)) {
                    case "functools.partial":
                        heap.items(memory.getLong(object + partialArguments), 0, MOST_PARTS, (index, key, argument) -> {
                            visitor.accept(argument);
                            return true;
                        });
                        object = memory.getLong(object + partialFunction);
                        break;
                    case "function":
                        heap.items(memory.getLong(object + functionClosure), 0, MOST_PARTS, (index, key, cell) -> {
                            visitor.accept(contents(cell));
                            return true;
                        });
                        return;
                    case "method":
                        visitor.accept(memory.getLong(object + methodSelf));
                        object = memory.getLong(object + methodFunction);
                        break;
                    default:
                        visitor.accept(self(object));
                        return;
                }
            }
        } catch (UnreadableAddressException torn) {
            // What was visited stands.
        }
    }

    /// What a variable of a function's closure holds, 0 if it has none of that name.
    public long variable(long function, String name) {
        try {
            int wanted = typeName(function).equals("function")
                    ? code(function).variables.indexOf(name)
                    : -1;
            long[] found = {0};
            if (wanted >= 0) {
                heap.items(memory.getLong(function + functionClosure), wanted, wanted + 1L, (index, key, cell) -> {
                    found[0] = contents(cell);
                    return false;
                });
            }
            return found[0];
        } catch (UnreadableAddressException torn) {
            return 0;
        }
    }

    /// The given argument of a partial at a place, 0 if it is none or has not so many.
    public long argument(long partial, int place) {
        if (!typeName(partial).equals("functools.partial")) {
            return 0;
        }
        long[] found = {0};
        heap.items(memory.getLong(partial + partialArguments), place, place + 1L, (index, key, argument) -> {
            found[0] = argument;
            return false;
        });
        return found[0];
    }

    private Code code(long function) {
        long code = memory.getLong(function + functionCode);
        Code known = codes.get(code);
        if (known == null) {
            String name = heap.text(memory.getLong(function + functionQualname), NAME_CHARACTERS);
            known = new Code(Objects.requireNonNullElse(name, ""), frames.freeVariableNames(code));
            codes.put(code, known);
        }
        return known;
    }

    private long contents(long cell) {
        return typeName(cell).equals("cell") ? memory.getLong(cell + cellContents) : 0;
    }

    /// The first thing such a callable holds.
    private long task(long wrapper) {
        long[] found = {0};
        heap.references(wrapper, new ReferenceSink() {
            @Override
            public void reference(long target, EdgeClass edge) {
                found[0] = found[0] == 0 && edge != EdgeClass.TYPE ? target : found[0];
            }
        });
        return found[0];
    }

    private String typeName(long object) {
        PyType type = object == 0 ? null : heap.typeOf(object);
        return type == null ? "" : type.typeName();
    }
}
