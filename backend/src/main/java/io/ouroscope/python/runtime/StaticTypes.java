package io.ouroscope.python.runtime;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import org.jspecify.annotations.Nullable;

/// Where an interpreter keeps the namespace, subclasses and weak references of each static built-in type (3.12+).
///
/// The type itself has no pointers to them, since interpreters share it: its `tp_subclasses` is its number, counted
/// from 1. There are two arrays, for the types of the interpreter and for those of extension modules.
public final class StaticTypes {
    private final @Nullable Table table;

    /// The two arrays.
    record Table(Structs structs, Entry entry, long builtins, int builtinCount, long extensions, int extensionCount) {}

    /// What an interpreter keeps of a type; 0 for what there is not.
    ///
    /// @param entry its address
    public record State(long entry, long type, long dict, long subclasses, long weakReferences) {}

    /// Receives the states one by one.
    @FunctionalInterface
    public interface Visitor {
        void state(State state);
    }

    /// @param table null in versions without them, or if they were not found
    StaticTypes(@Nullable Table table) {
        this.table = table;
    }

    /// Whether there are such arrays and they were found.
    public boolean isKnown() {
        return table != null;
    }

    /// What is kept of `type`, null if it is no static built-in type or not initialised in this interpreter.
    public @Nullable State of(long type) {
        Table known = table;
        if (known == null
                || !known.structs()
                        .memory
                        .isReadable(type, known.structs().types.sizeBytes())) {
            return null;
        }
        if ((known.structs().types.flags(type) & TypeStructs.STATIC_BUILTIN) == 0) {
            return null;
        }
        long number = known.structs().types.subclasses(type);
        State builtin = at(known, known.builtins(), number, known.builtinCount());
        if (builtin != null && builtin.type() == type) {
            return builtin;
        }
        State extension = at(known, known.extensions(), number, known.extensionCount());
        return extension != null && extension.type() == type ? extension : null;
    }

    public void visit(Visitor visitor) {
        Table known = table;
        if (known != null) {
            visit(known, known.builtins(), known.builtinCount(), visitor);
            visit(known, known.extensions(), known.extensionCount(), visitor);
        }
    }

    private static void visit(Table table, long array, int count, Visitor visitor) {
        for (int number = 1; number <= count; number++) {
            State state = at(table, array, number, count);
            if (state != null && state.type() != 0) {
                visitor.state(state);
            }
        }
    }

    private static @Nullable State at(Table table, long array, long number, int count) {
        if (array == 0 || number < 1 || number > count) {
            return null;
        }
        Entry entry = table.entry();
        Memory memory = table.structs().memory;
        long address = array + (number - 1) * entry.bytes();
        if (!memory.isReadable(address, entry.bytes())) {
            return null;
        }
        return new State(
                address,
                memory.getLong(address + entry.type()),
                memory.getLong(address + entry.dict()),
                memory.getLong(address + entry.subclasses()),
                memory.getLong(address + entry.weakReferences()));
    }

    /// Offsets in an entry.
    record Entry(int type, int dict, int subclasses, int weakReferences, int bytes) {
        private static final String NAMED = "managed_static_type_state";
        /// 3.12 has the array, but no name for what is in it.
        private static final String FIRST = "types.builtins[0].";

        static Entry of(Layout layout) {
            if (layout.has(NAMED)) {
                StructLayout state = layout.struct(NAMED);
                return new Entry(
                        state.offset("type"),
                        state.offset("tp_dict"),
                        state.offset("tp_subclasses"),
                        state.offset("tp_weaklist"),
                        state.sizeBytes());
            }
            StructLayout interpreter = layout.struct("PyInterpreterState");
            int start = interpreter.offset("types.builtins");
            int weak = interpreter.offset(FIRST + "tp_weaklist") - start;
            return new Entry(
                    interpreter.offset(FIRST + "type") - start,
                    interpreter.offset(FIRST + "tp_dict") - start,
                    interpreter.offset(FIRST + "tp_subclasses") - start,
                    weak,
                    weak + Long.BYTES);
        }
    }
}
