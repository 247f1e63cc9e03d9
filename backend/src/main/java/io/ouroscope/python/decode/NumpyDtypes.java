package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.ExtensionLayout;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// numpy's descriptors of element types (`PyArray_Descr`), by address.
///
/// numpy 2 moved its fields. Which of the two layouts a descriptor has is seen from itself: read with the wrong one,
/// its
/// alignment is never a power of two. Names and nested types are [NumpyTypeNames]'s business.
final class NumpyDtypes {
    static final char OBJECT = 'O';
    static final char VOID = 'V';
    /// numpy's own limit of nested subarrays and structures is far below.
    private static final int DEEPEST = 8;

    private static final int MOST_FIELDS = 4096;
    private static final int MOST_OBJECTS = 4096;
    /// NPY_DTYPE flag: items hold counted references (numpy/ndarraytypes.h).
    private static final int ITEM_REFCOUNT = 1;
    /// From here on types are not laid out as the built-in ones (NPY_VSTRING).
    private static final int FIRST_NEW_STYLE = 2056;

    private static final long LARGEST_ALIGNMENT = 64;
    private static final long LARGEST_ITEM = 1L << 31;

    final Structs structs;
    private final Memory memory;
    private final Offsets old;
    private final Offsets current;
    private final StructLayout subarray;

    /// One version's offsets, bound.
    private static final class Offsets {
        final List<Field> references;
        final int kind;
        final int byteOrder;
        final int number;
        final int flags;
        final int flagsBytes;
        final int itemSize;
        final int itemSizeBytes;
        final int alignment;
        final int subarray;
        final int fields;
        final int names;
        final int metadata;

        Offsets(StructLayout layout) {
            references = layout.ownedFields();
            kind = layout.offset("kind");
            byteOrder = layout.offset("byteorder");
            number = layout.offset("type_num");
            flags = layout.offset("flags");
            flagsBytes = layout.field("flags").size();
            itemSize = layout.offset("elsize");
            itemSizeBytes = layout.field("elsize").size();
            alignment = layout.offset("alignment");
            subarray = layout.offset("subarray");
            fields = layout.offset("fields");
            names = layout.offset("names");
            metadata = layout.offset("c_metadata");
        }
    }

    NumpyDtypes(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        int head = structs.header.sizeBytes();
        ExtensionLayout first = ExtensionLayout.load("numpy-1", head);
        old = new Offsets(first.struct("PyArray_Descr"));
        current = new Offsets(ExtensionLayout.load("numpy-2", head).struct("PyArray_Descr"));
        subarray = first.struct("PyArray_ArrayDescr");
    }

    boolean isValid(long dtype) {
        return structs.isObject(dtype) && offsets(dtype) != null;
    }

    private @Nullable Offsets offsets(long dtype) {
        return fits(dtype, current) ? current : fits(dtype, old) ? old : null;
    }

    private Offsets known(long dtype) {
        return fits(dtype, current) ? current : old;
    }

    private boolean fits(long dtype, Offsets at) {
        long alignment = number(dtype, at.alignment, at.itemSizeBytes);
        long size = number(dtype, at.itemSize, at.itemSizeBytes);
        int kind = memory.getUnsignedByte(dtype + at.kind);
        return alignment > 0
                && alignment <= LARGEST_ALIGNMENT
                && Long.bitCount(alignment) == 1
                && size >= 0
                && size <= LARGEST_ITEM
                && kind > ' '
                && kind < 0x7f
                && (!isOldStyle(dtype, at)
                        || structs.isNullOrObject(memory.getLong(dtype + at.fields))
                                && structs.isNullOrObject(memory.getLong(dtype + at.names)));
    }

    private long number(long dtype, int offset, int bytes) {
        return bytes == Integer.BYTES ? memory.getInt(dtype + offset) : memory.getLong(dtype + offset);
    }

    private boolean isOldStyle(long dtype, Offsets at) {
        int number = memory.getInt(dtype + at.number);
        return number >= 0 && number < FIRST_NEW_STYLE;
    }

    /// The letter of numpy's array interface: `i`, `f`, `O`, `V`, …
    char kind(long dtype) {
        return (char) memory.getUnsignedByte(dtype + known(dtype).kind);
    }

    long itemSize(long dtype) {
        Offsets at = known(dtype);
        return number(dtype, at.itemSize, at.itemSizeBytes);
    }

    /// `<`, `>`, `=` or `|`.
    char byteOrder(long dtype) {
        return (char) memory.getUnsignedByte(dtype + known(dtype).byteOrder);
    }

    boolean isSwapped(long dtype) {
        return byteOrder(dtype) == '>';
    }

    /// The tuple of field names of a structured type, 0 for others.
    long names(long dtype) {
        Offsets at = known(dtype);
        return isOldStyle(dtype, at) && kind(dtype) == VOID ? memory.getLong(dtype + at.names) : 0;
    }

    /// The dict from field name to (dtype, offset), 0 for types without fields.
    long fields(long dtype) {
        Offsets at = known(dtype);
        return isOldStyle(dtype, at) ? memory.getLong(dtype + at.fields) : 0;
    }

    /// The dtype of the elements of a subarray type, 0 for others.
    long subarrayItem(long dtype) {
        return subarrayWord(dtype, "base");
    }

    /// The tuple that is a subarray type's shape.
    long subarrayShape(long dtype) {
        return subarrayWord(dtype, "shape");
    }

    private long subarrayWord(long dtype, String field) {
        Offsets at = known(dtype);
        long struct = isOldStyle(dtype, at) ? memory.getLong(dtype + at.subarray) : 0;
        return struct == 0 ? 0 : memory.getLong(struct + subarray.offset(field));
    }

    /// The struct with the unit of a datetime type, 0 if there is none.
    long metadata(long dtype) {
        Offsets at = known(dtype);
        return isOldStyle(dtype, at) ? memory.getLong(dtype + at.metadata) : 0;
    }

    void references(long dtype, ReferenceSink sink) {
        Offsets at = known(dtype);
        if (isOldStyle(dtype, at)) {
            for (Field field : at.references) {
                long target = memory.getLong(dtype + field.offset());
                if (target != 0) {
                    sink.field(field.name(), target);
                }
            }
            long item = subarrayItem(dtype);
            if (item != 0) {
                sink.field("base", item);
                sink.field("shape", subarrayShape(dtype));
            }
        }
    }

    boolean hasObjects(long dtype) {
        Offsets at = known(dtype);
        int flags = at.flagsBytes == 1 ? memory.getUnsignedByte(dtype + at.flags) : memory.getInt(dtype + at.flags);
        return (flags & ITEM_REFCOUNT) != 0 && isOldStyle(dtype, at);
    }

    /// Where in an item of the type objects stand, in bytes.
    long[] objectOffsets(long dtype) {
        var offsets = new LongArrayList();
        if (hasObjects(dtype)) {
            addObjects(dtype, 0, DEEPEST, offsets);
        }
        return offsets.toLongArray();
    }

    private void addObjects(long dtype, long from, int depth, LongArrayList offsets) {
        if (!isValid(dtype) || depth == 0 || offsets.size() >= MOST_OBJECTS) {
            return;
        }
        long item = subarrayItem(dtype);
        if (kind(dtype) == OBJECT) {
            offsets.add(from);
        } else if (item != 0 && isValid(item) && hasObjects(item)) {
            long size = itemSize(item);
            for (long at = 0; size > 0 && at < itemSize(dtype) && offsets.size() < MOST_OBJECTS; at += size) {
                addObjects(item, from + at, depth - 1, offsets);
            }
        } else {
            visitFields(dtype, (name, type, offset) -> addObjects(type, from + offset, depth - 1, offsets));
        }
    }

    /// Receives a field of a structured type.
    @FunctionalInterface
    interface FieldVisitor {
        void field(long name, long dtype, long offset);
    }

    /// Visits the fields of a structured type in their order.
    void visitFields(long dtype, FieldVisitor visitor) {
        long fields = fields(dtype);
        LongArrayList names = tuple(names(dtype));
        if (names.isEmpty() || !structs.isObject(fields) || !structs.dicts.isValid(fields)) {
            return;
        }
        long[] types = new long[names.size()];
        long[] offsets = new long[names.size()];
        // A field with a title stands in the dict under both.
        structs.dicts.visit(fields, 0, 2L * MOST_FIELDS, (index, name, value) -> {
            int place = names.indexOf(name);
            LongArrayList parts = tuple(value);
            if (place >= 0 && parts.size() >= 2 && isInteger(parts.getLong(1))) {
                types[place] = parts.getLong(0);
                offsets[place] = structs.integers.readLong(parts.getLong(1), -1);
            }
            return true;
        });
        for (int i = 0; i < types.length; i++) {
            if (types[i] != 0 && isValid(types[i]) && offsets[i] >= 0 && offsets[i] <= itemSize(dtype)) {
                visitor.field(names.getLong(i), types[i], offsets[i]);
            }
        }
    }

    private boolean isInteger(long object) {
        return structs.isObject(object) && structs.integers.isValid(object);
    }

    /// The items of the tuple at this address, none if there is none.
    LongArrayList tuple(long tuple) {
        var items = new LongArrayList();
        if (!structs.isObject(tuple)) {
            return items;
        }
        long first = tuple + structs.layout.offset("PyTupleObject", "ob_item");
        long length = Math.clamp(structs.header.length(tuple), 0, MOST_FIELDS);
        for (int i = 0; i < length; i++) {
            items.add(memory.getLong(first + 8L * i));
        }
        return items;
    }
}
