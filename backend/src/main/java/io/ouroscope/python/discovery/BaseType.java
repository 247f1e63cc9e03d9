package io.ouroscope.python.discovery;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Unicode;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.List;

/// The object `type`, found by its signature: its type is itself, its numbers are those of a known CPython, its base
/// is `object`, which has no base; where the read-only data is there, it is named "type".
///
/// @param address of `type`
/// @param layouts tables whose numbers fit, oldest first; of an unmeasured version the newest table of its flavour
/// @param named whether its name could be read and is right
/// @param measured false if no table has its size: a version that nobody has measured
record BaseType(long address, List<Layout> layouts, boolean named, boolean measured) {
    /// sizeof(PyMemberDef): `type` has one per slot behind it.
    private static final long ITEM_SIZE = 40;

    private static final long TYPE_SUBCLASS = 1L << 31;
    private static final long HAVE_VECTORCALL = 1L << 11;
    /// `type` has had 864 to 968 bytes since 2.7.
    private static final long SMALLEST = 512;

    private static final long LARGEST = 4096;

    /// All candidates; a sound snapshot of one interpreter has exactly one. Where no table fits, those of a version
    /// that nobody has measured.
    static List<BaseType> find(Memory memory, WordScan scan) {
        LongArrayList selfTyped = scan.find(
                "Looking for the base type", (address, value) -> value == address - 8 || value == address - 24);
        var measured = new ArrayList<BaseType>();
        var unmeasured = new ArrayList<BaseType>();
        for (long word : selfTyped) {
            long type = memory.getLong(word);
            int typeOffset = (int) (word - type);
            List<Layout> likely = Layouts.KEYS.stream()
                    .map(Layouts::load)
                    .filter(layout ->
                            layout.offset("PyObject", "ob_type") == typeOffset && isBase(memory, type, layout))
                    .toList();
            if (likely.isEmpty()) {
                continue;
            }
            long name = memory.getLong(type + likely.getFirst().offset("PyTypeObject", "tp_name"));
            String text = Unicode.cString(memory, name, 16);
            if (text != null && !text.equals("type")) {
                continue;
            }
            List<Layout> fitting =
                    likely.stream().filter(layout -> fits(memory, type, layout)).toList();
            if (fitting.isEmpty()) {
                unmeasured.add(new BaseType(type, List.of(likely.getLast()), text != null, false));
            } else {
                measured.add(new BaseType(type, fitting, text != null, true));
            }
        }
        return measured.isEmpty() ? unmeasured : measured;
    }

    /// `tp_basicsize`: the size of a heap type.
    long sizeBytes(Memory memory) {
        return memory.getLong(address + layouts.getFirst().offset("PyTypeObject", "tp_basicsize"));
    }

    /// The size of `type` in the oldest version of its flavour that was measured.
    long smallestMeasured() {
        Layout own = layouts.getFirst();
        return Layouts.KEYS.stream()
                .map(Layouts::load)
                .filter(layout -> layout.offset("PyObject", "ob_type") == own.offset("PyObject", "ob_type"))
                .mapToLong(layout -> layout.struct("PyHeapTypeObject").sizeBytes())
                .min()
                .orElse(0);
    }

    /// Whether it has the numbers of this table.
    private static boolean fits(Memory memory, long type, Layout layout) {
        StructLayout struct = layout.struct("PyTypeObject");
        long flags = memory.getLong(type + struct.offset("tp_flags"));
        return memory.getLong(type + struct.offset("tp_basicsize"))
                        == layout.struct("PyHeapTypeObject").sizeBytes()
                && layout.features().typeFlags().fits((flags & HAVE_VECTORCALL) != 0);
    }

    /// Whether it can be `type` in any version: what has been so since Python 2.
    private static boolean isBase(Memory memory, long type, Layout layout) {
        StructLayout struct = layout.struct("PyTypeObject");
        if (!memory.isReadable(type, struct.sizeBytes())) {
            return false;
        }
        long size = memory.getLong(type + struct.offset("tp_basicsize"));
        long base = memory.getLong(type + struct.offset("tp_base"));
        return memory.getLong(type + struct.offset("tp_itemsize")) == ITEM_SIZE
                && size >= SMALLEST
                && size <= LARGEST
                && (memory.getLong(type + struct.offset("tp_flags")) & TYPE_SUBCLASS) != 0
                && memory.isReadable(base, struct.sizeBytes())
                && memory.getLong(base + layout.offset("PyObject", "ob_type")) == type
                && memory.getLong(base + struct.offset("tp_base")) == 0
                && memory.getLong(base + struct.offset("tp_basicsize"))
                        == layout.struct("PyObject").sizeBytes();
    }
}
