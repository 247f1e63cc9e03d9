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
/// @param layouts tables whose numbers fit, oldest first
/// @param named whether its name could be read and is right
record BaseType(long address, List<Layout> layouts, boolean named) {
    /// sizeof(PyMemberDef): `type` has one per slot behind it.
    private static final long ITEM_SIZE = 40;

    private static final long TYPE_SUBCLASS = 1L << 31;
    private static final long HAVE_VECTORCALL = 1L << 11;

    /// All candidates; a sound snapshot has exactly one.
    static List<BaseType> find(Memory memory, WordScan scan) {
        LongArrayList selfTyped = scan.find(
                "Looking for the base type", (address, value) -> value == address - 8 || value == address - 24);
        var found = new ArrayList<BaseType>();
        for (long word : selfTyped) {
            long type = memory.getLong(word);
            int typeOffset = (int) (word - type);
            List<Layout> fitting = Layouts.KEYS.stream()
                    .map(Layouts::load)
                    .filter(layout -> layout.offset("PyObject", "ob_type") == typeOffset && fits(memory, type, layout))
                    .toList();
            if (!fitting.isEmpty()) {
                long name = memory.getLong(type + fitting.getFirst().offset("PyTypeObject", "tp_name"));
                String text = Unicode.cString(memory, name, 16);
                if (text == null || text.equals("type")) {
                    found.add(new BaseType(type, fitting, text != null));
                }
            }
        }
        return found;
    }

    private static boolean fits(Memory memory, long type, Layout layout) {
        StructLayout struct = layout.struct("PyTypeObject");
        if (!memory.isReadable(type, struct.sizeBytes())) {
            return false;
        }
        long flags = memory.getLong(type + struct.offset("tp_flags"));
        long base = memory.getLong(type + struct.offset("tp_base"));
        boolean vectorcall = (flags & HAVE_VECTORCALL) != 0;
        return memory.getLong(type + struct.offset("tp_itemsize")) == ITEM_SIZE
                && memory.getLong(type + struct.offset("tp_basicsize"))
                        == layout.struct("PyHeapTypeObject").sizeBytes()
                && (flags & TYPE_SUBCLASS) != 0
                && layout.features().typeFlags().fits(vectorcall)
                && memory.isReadable(base, struct.sizeBytes())
                && memory.getLong(base + layout.offset("PyObject", "ob_type")) == type
                && memory.getLong(base + struct.offset("tp_base")) == 0
                && memory.getLong(base + struct.offset("tp_basicsize"))
                        == layout.struct("PyObject").sizeBytes();
    }
}
