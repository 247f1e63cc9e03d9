package io.ouroscope.python.runtime;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The objects that the fields of interpreter states and thread states hold.
///
/// Of a thread state the layout tells which fields count a reference. Of an interpreter state every word that is an
/// object's address is looked at, since it embeds the states of many modules; a word is named by the field that it is
/// or lies in. What does not hold its objects (free lists, caches that borrow) is left out by name.
final class StateFields {
    /// Parts of an interpreter state that hold nothing, or whose content is reported elsewhere.
    private static final Set<String> NOT_HOLDING = Set.of(
            "_gil",
            "_initial_thread",
            "async_gen",
            "callable_cache",
            "code_state",
            "context",
            "dict_state",
            "dtoa",
            "exc_state.memerrors_freelist",
            "executor_deletion_list_head",
            "executor_list_head",
            "float_state",
            "frame",
            "func_state",
            "gc",
            "list",
            "mem_free_queue",
            "next",
            "obmalloc",
            "object_state",
            "runtime",
            "slice_cache",
            "static_objects",
            "threads",
            "tstate_head",
            "tuple",
            "type_cache",
            "types",
            "unique_ids");

    /// Within those, what does hold.
    private static final Set<String> HOLDING = Set.of("gc.garbage");

    /// Fields of a thread state that borrow, wait to be freed or are frames, which are reported apart.
    private static final Set<String> BORROWED = Set.of(
            "frame",
            "trash_delete_later",
            "trash.delete_later",
            "delete_later",
            "trace_info.code",
            "previous_executor",
            "current_executor");

    /// Fields of an interpreter state that know their objects to be kept alive by others.
    private static final Set<String> NOT_COUNTED = Set.of("common_consts", "cached_objects.objreduce");

    private static final Set<String> MODULES = Set.of("modules", "imports.modules");
    /// A process that started has some thousand.
    private static final int FEWEST_INTERNED = 100;

    private static final String INTERNED = "cached_objects.interned_strings";

    private final Heap heap;
    private final Memory memory;
    private final List<Field> threadFields = new ArrayList<>();
    private final List<Field> interpreterFields;
    private final StructLayout interpreterStruct;

    StateFields(Heap heap) {
        this.heap = heap;
        memory = heap.memory();
        Layout layout = heap.layout();
        collectOwned(layout.struct("PyThreadState"));
        if (layout.has("_PyThreadStateImpl")) {
            collectOwned(layout.struct("_PyThreadStateImpl"));
        }
        interpreterStruct = layout.struct("PyInterpreterState");
        interpreterFields = new ArrayList<>(interpreterStruct.fields());
        interpreterFields.sort(
                Comparator.comparingInt(Field::offset).thenComparing(Field::size, Comparator.reverseOrder()));
    }

    private void collectOwned(StructLayout struct) {
        for (Field field : struct.fields()) {
            boolean embedded = field.name().startsWith("base.") || field.name().startsWith("base_frame.");
            if (field.owned() && !embedded && !BORROWED.contains(field.name())) {
                threadFields.add(field);
            }
        }
    }

    void ofThread(ThreadState thread, String thisThread, RootSink sink) {
        for (Field field : threadFields) {
            long at = thread.address() + field.offset();
            long target = memory.isReadable(at, Long.BYTES) ? memory.getLong(at) : 0;
            if (isObject(target)) {
                sink.root(RootKind.THREAD, target, true, () -> thisThread + " " + field.name());
            }
        }
    }

    void ofInterpreter(Interpreter interpreter, String name, RootSink sink) {
        InterpreterFields fields = interpreter.fields();
        int size = interpreterStruct.sizeBytes();
        int next = 0;
        Field inside = null;
        int offset = 0;
        while (offset + Long.BYTES <= size) {
            while (next < interpreterFields.size()
                    && interpreterFields.get(next).offset() <= offset) {
                inside = interpreterFields.get(next++);
                if (NOT_HOLDING.contains(inside.name())) {
                    holdingWithin(inside, fields, name, sink);
                    offset = Math.max(offset, inside.offset() + inside.size() + 7 & ~7);
                }
            }
            long at = interpreter.address() + offset + fields.shift(offset);
            report(inside, offset, at, name, sink);
            offset += Long.BYTES;
        }
    }

    private void holdingWithin(Field part, InterpreterFields fields, String name, RootSink sink) {
        for (String holding : HOLDING) {
            if (holding.startsWith(part.name() + ".") && interpreterStruct.has(holding)) {
                Field field = interpreterStruct.field(holding);
                report(field, field.offset(), fields.address(holding), name, sink);
            }
        }
    }

    private void report(@Nullable Field inside, int offset, long at, String name, RootSink sink) {
        try {
            long target = memory.isReadable(at, Long.BYTES) ? memory.getLong(at) : 0;
            if (!isObject(target)) {
                return;
            }
            String field = inside == null ? "" : inside.name();
            boolean exact = inside != null && inside.offset() == offset;
            RootKind kind = exact && MODULES.contains(field)
                    ? RootKind.MODULES
                    : exact && field.equals(INTERNED) || isInterned(target) ? RootKind.INTERNED : RootKind.INTERPRETER;
            int from = inside == null ? offset : offset - inside.offset();
            sink.root(
                    kind,
                    target,
                    !NOT_COUNTED.contains(field),
                    () -> kind == RootKind.MODULES
                            ? name.equals("interpreter") ? "sys.modules" : "sys.modules of " + name
                            : name + " " + field + (exact ? "" : "+0x" + Integer.toHexString(from)));
        } catch (UnreadableAddressException e) {
            // A torn word holds nothing that could be shown.
        }
    }

    /// The dict of interned strings has each as key and value; it may lie elsewhere than the layout
    /// says.
    private boolean isInterned(long dict) {
        int[] same = {0};
        PyType type = heap.typeOf(dict);
        if (type == null || !type.isSubtypeOf("dict") || heap.itemCount(dict) < FEWEST_INTERNED) {
            return false;
        }
        heap.items(dict, 0, FEWEST_INTERNED, (index, key, value) -> key == value && ++same[0] > 0);
        return same[0] == FEWEST_INTERNED;
    }

    private boolean isObject(long target) {
        PyType type = heap.typeOf(target);
        return type != null && heap.isValid(target, type);
    }
}
