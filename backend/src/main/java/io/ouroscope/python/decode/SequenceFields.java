package io.ouroscope.python.decode;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import io.ouroscope.python.raw.Unicode;
import java.util.ArrayList;
import java.util.List;

/// What the items of a tuple type are called: of a C struct sequence (`os.stat_result`) or a named tuple.
///
/// A struct sequence also has items behind those that count as its length; they are known by name only.
///
/// @param names of the items that count, in order; empty for other types
/// @param hidden the items behind them
record SequenceFields(List<String> names, List<PyType.Slot> hidden) {
    static final SequenceFields NONE = new SequenceFields(List.of(), List.of());

    private static final int MOST_FIELDS = 1 << 12;
    private static final int LONGEST_NAME = 256;

    /// @param type a class made in Python on top of `tuple`
    static SequenceFields ofNamedTuple(Structs structs, long type) {
        long fields = TypeDicts.own(structs, type, "_fields");
        if (fields == 0 || !structs.isObject(fields)) {
            return NONE;
        }
        try {
            long items = fields + structs.layout.offset("PyTupleObject", "ob_item");
            long count = structs.header.length(fields);
            if (count < 1 || count > MOST_FIELDS || !structs.areReferences(items, count)) {
                return NONE;
            }
            var names = new ArrayList<String>();
            for (long i = 0; i < count; i++) {
                String name = TypeDicts.text(structs, structs.memory.getLong(items + 8 * i));
                if (name == null) {
                    return NONE;
                }
                names.add(name);
            }
            return new SequenceFields(List.copyOf(names), List.of());
        } catch (UnreadableAddressException e) {
            return NONE;
        }
    }

    /// @param type a C type directly on top of `tuple`
    static SequenceFields ofStructSequence(Structs structs, long type) {
        int itemsOffset = structs.layout.offset("PyTupleObject", "ob_item");
        var members = new ArrayList<PyType.Slot>();
        try {
            long at = structs.types.members(type);
            for (int i = 0; at != 0 && i < MOST_FIELDS; i++, at += TypeStructs.MEMBER_BYTES) {
                long nameAddress = structs.memory.getLong(at);
                if (nameAddress == 0) {
                    break;
                }
                String name = Unicode.cString(structs.memory, nameAddress, LONGEST_NAME);
                long offset = structs.memory.getLong(at + 16);
                if (offset < itemsOffset || offset > itemsOffset + 8L * MOST_FIELDS) {
                    return NONE;
                }
                members.add(new PyType.Slot(name == null ? "?" : name, (int) offset));
            }
        } catch (UnreadableAddressException e) {
            return NONE;
        }
        long visible = visible(structs, type, itemsOffset, members);
        long end = itemsOffset + 8 * visible;
        return new SequenceFields(
                members.stream().limit(visible).map(PyType.Slot::name).toList(),
                members.stream().filter(member -> member.offset() >= end).toList());
    }

    /// How many items count. The type's dict says it; where the interpreter keeps that dict, the type's size counts
    /// what
    /// is hidden (since 3.13).
    private static long visible(Structs structs, long type, int itemsOffset, List<PyType.Slot> members) {
        long told = TypeDicts.own(structs, type, "n_sequence_fields");
        if (told != 0 && structs.isObject(told) && structs.integers.isValid(told)) {
            return Math.clamp(structs.integers.readLong(told, 0), 0, MOST_FIELDS);
        }
        long all = members.isEmpty() ? 0 : (members.getLast().offset() - itemsOffset) / 8 + 1;
        long hidden = (structs.types.basicSize(type) - itemsOffset) / 8;
        return Math.clamp(all - hidden, 0, MOST_FIELDS);
    }
}
