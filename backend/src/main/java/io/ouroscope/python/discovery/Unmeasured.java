package io.ouroscope.python.discovery;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.TypeStructs;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes the newest table fit a version that nobody has measured, as far as the types themselves tell: the size of a
/// heap type, where its name lies, and where the items of a tuple begin.
///
/// What is not looked at here is checked later, type by type, against `tp_basicsize`.
final class Unmeasured {
    /// By how much the fields of a heap type are looked for elsewhere.
    private static final int MOST_SHIFT = 256;

    private static final long STR_SUBCLASS = 1L << 28;
    private static final long TUPLE_SUBCLASS = 1L << 26;
    private static final int MOST_TYPES = 2000;

    private final Memory memory;
    private final BaseType base;
    private final int typeOffset;
    private final StructLayout type;
    private final StructLayout heapType;

    private Unmeasured(Memory memory, BaseType base, Layout table) {
        this.memory = memory;
        this.base = base;
        typeOffset = table.offset("PyObject", "ob_type");
        type = table.struct("PyTypeObject");
        heapType = table.struct("PyHeapTypeObject");
    }

    /// @param evidence gets a sentence for what differs
    static Layout adapt(Memory memory, WordScan scan, BaseType base, Layout table, List<String> evidence) {
        var unmeasured = new Unmeasured(memory, base, table);
        return unmeasured.tuples(unmeasured.heapTypes(table, scan, evidence), evidence);
    }

    private Layout heapTypes(Layout table, WordScan scan, List<String> evidence) {
        int size = Math.toIntExact(base.sizeBytes(memory));
        int shift = shift(scan);
        if (size == heapType.sizeBytes() && shift == 0) {
            return table;
        }
        evidence.add("A heap type has " + size + " bytes, not " + heapType.sizeBytes() + " as in " + table.key()
                + "; its name lies " + shift + " bytes further on.");
        Map<String, Integer> moved = new HashMap<>();
        for (String field : heapType.fieldNames()) {
            if (!field.startsWith("ht_type") && heapType.offset(field) >= type.sizeBytes()) {
                moved.put(field, heapType.offset(field) + shift);
            }
        }
        return table.with(Map.of("PyHeapTypeObject", moved))
                .withSize("PyHeapTypeObject", size)
                .withSize("PyTypeObject", type.sizeBytes() + shift);
    }

    /// By how much `ht_name` and `ht_qualname` are further on: where most heap types have two str.
    private int shift(WordScan scan) {
        LongArrayList words = scan.findValues(
                "Looking for heap types",
                LongOpenHashSet.of(base.address()),
                (address, value) -> isHeapType(address - typeOffset));
        int best = 0;
        int most = 0;
        for (int step = 0; step <= 2 * MOST_SHIFT / 8; step++) {
            // 0, 8, -8, 16, -16, …: the nearest of equals wins
            int shift = (step + 1) / 2 * (step % 2 == 0 ? -8 : 8);
            int named = 0;
            for (int i = 0; i < Math.min(words.size(), MOST_TYPES); i++) {
                long found = words.getLong(i) - typeOffset;
                named += isStr(found + heapType.offset("ht_name") + shift)
                                && isStr(found + heapType.offset("ht_qualname") + shift)
                        ? 1
                        : 0;
            }
            if (named > most) {
                most = named;
                best = shift;
            }
        }
        return best;
    }

    private boolean isHeapType(long at) {
        if ((at & 7) != 0 || !memory.isReadable(at, type.sizeBytes())) {
            return false;
        }
        long flags = memory.getLong(at + type.offset("tp_flags"));
        return (flags & TypeStructs.READY) != 0 && (flags & TypeStructs.HEAP_TYPE) != 0;
    }

    private boolean isStr(long pointer) {
        return memory.isReadable(pointer, Long.BYTES) && hasFlag(memory.getLong(pointer), STR_SUBCLASS);
    }

    /// Whether an object is there whose type has the flag.
    private boolean hasFlag(long object, long flag) {
        if ((object & 7) != 0 || !memory.isReadable(object, typeOffset + Long.BYTES)) {
            return false;
        }
        long its = memory.getLong(object + typeOffset);
        return (its & 7) == 0
                && memory.isReadable(its, type.sizeBytes())
                && (memory.getLong(its + type.offset("tp_flags")) & flag) != 0;
    }

    /// The method resolution order of `type` is a tuple, whose basic size is where its items begin.
    private Layout tuples(Layout table, List<String> evidence) {
        long mro = memory.getLong(base.address() + type.offset("tp_mro"));
        int known = table.offset("PyTupleObject", "ob_item");
        if (!hasFlag(mro, TUPLE_SUBCLASS)) {
            return table;
        }
        long tuple = memory.getLong(mro + typeOffset);
        long begin = memory.getLong(tuple + type.offset("tp_basicsize"));
        if (begin == known || begin < typeOffset + 2 * Long.BYTES || begin > known + MOST_SHIFT) {
            return table;
        }
        evidence.add("The items of a tuple begin at " + begin + ", not at " + known + " as in " + table.key() + ".");
        return table.with(Map.of("PyTupleObject", Map.of("ob_item", (int) begin)))
                .withSize("PyTupleObject", (int) begin + Long.BYTES);
    }
}
