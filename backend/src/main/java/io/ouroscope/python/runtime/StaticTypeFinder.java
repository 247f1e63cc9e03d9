package io.ouroscope.python.runtime;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.raw.TypeStructs;
import io.ouroscope.python.runtime.StaticTypes.Entry;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.List;

/// Finds an interpreter's arrays of static types: where the layout has them, if the types there know their numbers;
/// else wherever in the interpreter state most types agree that theirs must begin.
final class StaticTypeFinder {
    /// A type's entry lies at its number, so this many must agree.
    private static final int FEWEST_AGREEING = 3;
    /// How far beyond the measured size an interpreter state may reach.
    private static final int SLACK_BYTES = 4096;

    private final Memory memory;
    private final Layout layout;
    private final Heap heap;
    /// Static built-in type to its number.
    private final Long2LongOpenHashMap numbers = new Long2LongOpenHashMap();

    StaticTypeFinder(Heap heap) {
        this.heap = heap;
        memory = heap.memory();
        layout = heap.layout();
        for (PyType type : heap.types()) {
            if ((type.flags() & TypeStructs.STATIC_BUILTIN) != 0) {
                numbers.put(type.address(), heap.structs().types.subclasses(type.address()));
            }
        }
    }

    StaticTypes find(InterpreterFields fields, List<String> evidence, List<String> problems) {
        if (fields.address("types") == 0) {
            return new StaticTypes(null);
        }
        Entry entry = Entry.of(layout);
        String array =
                fields.address("types.builtins.initialized") != 0 ? "types.builtins.initialized" : "types.builtins";
        long builtins = fields.address(array);
        int count = fields.sizeBytes(array) / entry.bytes();
        String extensionArray = "types.for_extensions.initialized";
        long extensions = fields.address(extensionArray);
        int extensionCount = fields.sizeBytes(extensionArray) / entry.bytes();
        if (agreeing(builtins, count, entry) < FEWEST_AGREEING) {
            long voted = vote(fields, entry);
            if (voted == 0) {
                problems.add("The static types of the interpreter at 0x" + Long.toHexString(fields.interpreter())
                        + " were not found; what their namespaces hold has no owner.");
                return new StaticTypes(null);
            }
            evidence.add("Its array of static types lies " + (voted - builtins)
                    + " bytes from where the measured build has it.");
            extensions = extensions == 0 ? 0 : extensions + voted - builtins;
            builtins = voted;
        }
        return new StaticTypes(
                new StaticTypes.Table(heap.structs(), entry, builtins, count, extensions, extensionCount));
    }

    private int agreeing(long array, int count, Entry entry) {
        int agreeing = 0;
        for (var type : numbers.long2LongEntrySet()) {
            long address = array + (type.getLongValue() - 1) * entry.bytes() + entry.type();
            if (type.getLongValue() >= 1
                    && type.getLongValue() <= count
                    && memory.isReadable(address, Long.BYTES)
                    && memory.getLong(address) == type.getLongKey()) {
                agreeing++;
            }
        }
        return agreeing;
    }

    private long vote(InterpreterFields fields, Entry entry) {
        var votes = new Long2IntOpenHashMap();
        long end = fields.interpreter() + fields.struct().sizeBytes() + SLACK_BYTES;
        for (long at = fields.interpreter(); at < end; at += Long.BYTES) {
            if (!memory.isReadable(at, Long.BYTES)) {
                break;
            }
            long number = numbers.get(memory.getLong(at));
            if (number >= 1) {
                votes.addTo(at - entry.type() - (number - 1) * entry.bytes(), 1);
            }
        }
        long best = 0;
        for (var vote : votes.long2IntEntrySet()) {
            if (vote.getIntValue() >= FEWEST_AGREEING && vote.getIntValue() > votes.get(best)) {
                best = vote.getLongKey();
            }
        }
        return best;
    }
}
