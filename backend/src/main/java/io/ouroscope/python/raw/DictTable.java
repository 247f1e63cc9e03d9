package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Features;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;

/// The hash table of a `dict`: combined or split, with its key table shared or its own.
///
/// A *split* dict has its keys in a table shared by all instances of a class and its values in an array of its own
/// (3.13+: possibly inside the instance). Iteration is in insertion order.
public final class DictTable {
    private static final int KIND_GENERAL = 0;
    private static final int KIND_SPLIT = 2;
    /// A table of 2^40 slots would fill 24 TiB.
    private static final int MOST_LOG2_SIZE = 40;

    private final Memory memory;
    private final boolean kinds;
    private final boolean inlineValues;
    private final int dictBytes;
    private final int usedOffset;
    private final int keysOffset;
    private final int valuesOffset;
    private final int keysHeaderBytes;
    private final int keysCountOffset;
    private final int usableOffset;
    private final int entriesOffset;
    private final int sizeOffset;
    private final int indexBytesOffset;
    private final int kindOffset;

    public DictTable(Memory memory, Layout layout) {
        this.memory = memory;
        kinds = layout.features().keys() == Features.DictKeys.KIND;
        inlineValues = layout.features().attributes() == Features.Attributes.INLINE;
        StructLayout dict = layout.struct("PyDictObject");
        dictBytes = dict.sizeBytes();
        usedOffset = dict.offset("ma_used");
        keysOffset = dict.offset("ma_keys");
        valuesOffset = dict.offset("ma_values");
        StructLayout keys = layout.struct("PyDictKeysObject");
        keysHeaderBytes = keys.offset("dk_indices");
        keysCountOffset = keys.offset("dk_refcnt");
        usableOffset = keys.offset("dk_usable");
        entriesOffset = keys.offset("dk_nentries");
        sizeOffset = kinds ? keys.offset("dk_log2_size") : keys.offset("dk_size");
        indexBytesOffset = keys.offset("dk_log2_index_bytes", -1);
        kindOffset = keys.offset("dk_kind", -1);
    }

    public long used(long dict) {
        return memory.getLong(dict + usedOffset);
    }

    public long keys(long dict) {
        return memory.getLong(dict + keysOffset);
    }

    public long values(long dict) {
        return memory.getLong(dict + valuesOffset);
    }

    public boolean isSplit(long dict) {
        return values(dict) != 0 && used(dict) >= 0 && !isStaticEmpty(dict);
    }

    /// Up to 3.10 an empty dict has a pointer to a static array of values.
    private boolean isStaticEmpty(long dict) {
        return !kinds && used(dict) == 0 && memory.getLong(keys(dict) + sizeOffset) == 1;
    }

    public boolean isValid(long dict) {
        if (!memory.isReadable(dict, dictBytes)) {
            return false;
        }
        long keys = keys(dict);
        long used = used(dict);
        long values = values(dict);
        if (used < 0 || !isValidKeys(keys) || used > memory.getLong(keys + entriesOffset) && values == 0) {
            return false;
        }
        if (values == 0) {
            return !kinds || memory.getByte(keys + kindOffset) != KIND_SPLIT || used == 0;
        }
        return (values & 7) == 0 && memory.isReadable(values, 8);
    }

    public boolean isValidKeys(long keys) {
        if (keys == 0 || (keys & 7) != 0 || !memory.isReadable(keys, keysHeaderBytes)) {
            return false;
        }
        long entries = memory.getLong(keys + entriesOffset);
        long usable = memory.getLong(keys + usableOffset);
        if (kinds) {
            int log2 = memory.getUnsignedByte(keys + sizeOffset);
            int log2Bytes = memory.getUnsignedByte(keys + indexBytesOffset);
            int kind = memory.getUnsignedByte(keys + kindOffset);
            if (log2 > MOST_LOG2_SIZE || log2Bytes < log2 || log2Bytes > log2 + 3 || kind > KIND_SPLIT) {
                return false;
            }
        } else {
            long size = memory.getLong(keys + sizeOffset);
            if (size <= 0 || Long.bitCount(size) != 1 || size > 1L << MOST_LOG2_SIZE) {
                return false;
            }
        }
        return entries >= 0
                && usable >= 0
                && entries + usable <= capacity(keys)
                && memory.isReadable(keys, keysHeaderBytes + indexBytes(keys) + entries * entryBytes(keys));
    }

    /// Slots of the index table, a power of two.
    private long slots(long keys) {
        return kinds ? 1L << memory.getUnsignedByte(keys + sizeOffset) : memory.getLong(keys + sizeOffset);
    }

    private long indexBytes(long keys) {
        if (kinds) {
            return 1L << memory.getUnsignedByte(keys + indexBytesOffset);
        }
        long slots = slots(keys);
        return slots * (slots <= 0xff ? 1 : slots <= 0xffff ? 2 : slots <= 0xffff_ffffL ? 4 : 8);
    }

    /// How many entries a table has room for: two thirds of its slots.
    private long capacity(long keys) {
        return slots(keys) * 2 / 3;
    }

    /// Whether an entry is (hash, key, value), else (key, value).
    public boolean hasHashes(long keys) {
        return !kinds || memory.getByte(keys + kindOffset) == KIND_GENERAL;
    }

    public int entryBytes(long keys) {
        return hasHashes(keys) ? 24 : 16;
    }

    /// Whether all keys are str by construction (3.11+; before, tables do not tell).
    public boolean isStringKeyed(long keys) {
        return kinds && memory.getByte(keys + kindOffset) != KIND_GENERAL;
    }

    public long entryCount(long keys) {
        return memory.getLong(keys + entriesOffset);
    }

    public long key(long keys, long entry) {
        return memory.getLong(entryAddress(keys, entry) + (hasHashes(keys) ? 8 : 0));
    }

    public long entryAddress(long keys, long entry) {
        return keys + keysHeaderBytes + indexBytes(keys) + entry * entryBytes(keys);
    }

    /// How many values an instance with this shared table can have inline: what it has room for.
    public long sharedCapacity(long keys) {
        return entryCount(keys) + memory.getLong(keys + usableOffset);
    }

    /// Bytes of a key table.
    public long keysBytes(long keys) {
        return keysHeaderBytes + indexBytes(keys) + capacity(keys) * entryBytes(keys);
    }

    public boolean isShared(long keys) {
        return memory.getLong(keys + keysCountOffset) != 1;
    }

    /// Bytes of a split dict's array of values as sys.getsizeof counts them.
    public long valuesSizeBytes(long dict) {
        long keys = keys(dict);
        if (!isSplit(dict)) {
            return 0;
        }
        return kinds ? 8 * (entryCount(keys) + memory.getLong(keys + usableOffset)) : 8 * capacity(keys);
    }

    /// Visits live entries with index in `[from, to)`, in insertion order.
    public void visit(long dict, long from, long to, EntryVisitor visitor) {
        long keys = keys(dict);
        if (!isSplit(dict)) {
            visitCombined(keys, used(dict), from, to, visitor);
        } else if (kinds) {
            visitValues(keys, values(dict), from, to, visitor);
        } else {
            visitOldSplit(keys, values(dict), from, to, visitor);
        }
    }

    /// A table without removed entries is entered in its middle.
    private void visitCombined(long keys, long used, long from, long to, EntryVisitor visitor) {
        int valueOffset = hasHashes(keys) ? 16 : 8;
        int step = entryBytes(keys);
        long entry = entryAddress(keys, 0);
        long count = entryCount(keys);
        long index = used == count ? Math.clamp(from, 0, count) : 0;
        entry += index * step;
        for (long i = index; i < count && index < to; i++, entry += step) {
            long value = memory.getLong(entry + valueOffset);
            if (value == 0) {
                continue;
            }
            if (index >= from && !visitor.entry(index, memory.getLong(entry + valueOffset - 8), value)) {
                return;
            }
            index++;
        }
    }

    private void visitOldSplit(long keys, long values, long from, long to, EntryVisitor visitor) {
        long count = entryCount(keys);
        long index = 0;
        for (long i = 0; i < count && index < to; i++) {
            long value = memory.getLong(values + 8 * i);
            if (value == 0) {
                continue;
            }
            if (index >= from && !visitor.entry(index, key(keys, i), value)) {
                return;
            }
            index++;
        }
    }

    /// Visits the values of an instance (3.11+) whose keys are in the class's shared table `keys`, in insertion
    /// order.
    ///
    /// 3.11 and 3.12: `values` is the array; before it, downwards, one byte of size, one of count, then the
    /// order. Since 3.13: `values` is a header of 8 bytes with the count at 1, then the array, then the order.
    public void visitValues(long keys, long values, long from, long to, EntryVisitor visitor) {
        long entries = entryCount(keys);
        int count;
        long array;
        long order;
        int direction;
        if (inlineValues) {
            int capacity = memory.getUnsignedByte(values);
            count = memory.getUnsignedByte(values + 1);
            array = values + 8;
            order = array + 8L * capacity;
            direction = 1;
        } else {
            count = memory.getUnsignedByte(values - 2);
            array = values;
            order = values - 3;
            direction = -1;
        }
        long index = 0;
        for (int i = 0; i < count && index < to; i++) {
            int position = memory.getUnsignedByte(order + (long) direction * i);
            if (position >= entries) {
                continue;
            }
            long value = memory.getLong(array + 8L * position);
            if (value == 0) {
                continue;
            }
            if (index >= from && !visitor.entry(index, key(keys, position), value)) {
                return;
            }
            index++;
        }
    }
}
