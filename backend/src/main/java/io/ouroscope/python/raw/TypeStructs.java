package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;

/// Type objects as structs: the fields that say how instances are laid out.
public final class TypeStructs {
    public static final long STATIC_BUILTIN = 1L << 1;
    public static final long INLINE_VALUES = 1L << 2;
    public static final long MANAGED_WEAKREF = 1L << 3;
    public static final long MANAGED_DICT = 1L << 4;
    public static final long HEAP_TYPE = 1L << 9;
    public static final long READY = 1L << 12;
    public static final long READYING = 1L << 13;
    public static final long HAVE_GC = 1L << 14;
    public static final long LONG_SUBCLASS = 1L << 24;
    public static final long BYTES_SUBCLASS = 1L << 27;
    public static final long STR_SUBCLASS = 1L << 28;
    public static final long TYPE_SUBCLASS = 1L << 31;
    public static final int MEMBER_BYTES = 40;

    /// uvloop's Loop has 256,512 bytes; nothing known comes near this.
    public static final long LARGEST_BASIC_SIZE = 1L << 20;

    public static final long LARGEST_ITEM_SIZE = 1L << 12;
    /// 3.15 has 210; beyond this it is a pointer.
    private static final long MOST_STATIC_TYPES = 1 << 12;

    private static final int LONGEST_STATIC_NAME = 128;

    private final Memory memory;
    private final int headerBytes;
    private final int bytes;
    private final int heapBytes;
    private final int nameOffset;
    private final int basicSizeOffset;
    private final int itemSizeOffset;
    private final int deallocOffset;
    private final int flagsOffset;
    private final int membersOffset;
    private final int baseOffset;
    private final int dictOffset;
    private final int dictOffsetOffset;
    private final int weakListOffsetOffset;
    private final int basesOffset;
    private final int mroOffset;
    private final int tupleLengthOffset;
    private final int tupleItemsOffset;
    private final int heapNameOffset;
    private final int qualnameOffset;
    private final int cachedKeysOffset;
    private final int subclassesOffset;

    public TypeStructs(Memory memory, Layout layout) {
        this.memory = memory;
        headerBytes = layout.struct("PyObject").sizeBytes();
        StructLayout type = layout.struct("PyTypeObject");
        StructLayout heap = layout.struct("PyHeapTypeObject");
        bytes = type.sizeBytes();
        heapBytes = heap.sizeBytes();
        nameOffset = type.offset("tp_name");
        basicSizeOffset = type.offset("tp_basicsize");
        itemSizeOffset = type.offset("tp_itemsize");
        deallocOffset = type.offset("tp_dealloc");
        flagsOffset = type.offset("tp_flags");
        membersOffset = type.offset("tp_members");
        baseOffset = type.offset("tp_base");
        dictOffset = type.offset("tp_dict");
        dictOffsetOffset = type.offset("tp_dictoffset");
        weakListOffsetOffset = type.offset("tp_weaklistoffset");
        basesOffset = type.offset("tp_bases");
        mroOffset = type.offset("tp_mro");
        tupleLengthOffset = layout.offset("PyVarObject", "ob_size");
        tupleItemsOffset = layout.offset("PyTupleObject", "ob_item");
        heapNameOffset = heap.offset("ht_name");
        qualnameOffset = heap.offset("ht_qualname");
        cachedKeysOffset = heap.offset("ht_cached_keys");
        subclassesOffset = type.offset("tp_subclasses");
    }

    public int sizeBytes() {
        return bytes;
    }

    /// `tp_subclasses`: a dict or 0; the number of a static built-in type, from 1, since 3.12.
    public long subclasses(long type) {
        return memory.getLong(type + subclassesOffset);
    }

    public int heapSizeBytes() {
        return heapBytes;
    }

    /// Address of the C string.
    public long name(long type) {
        return memory.getLong(type + nameOffset);
    }

    public long basicSize(long type) {
        return memory.getLong(type + basicSizeOffset);
    }

    public long itemSize(long type) {
        return memory.getLong(type + itemSizeOffset);
    }

    public long dealloc(long type) {
        return memory.getLong(type + deallocOffset);
    }

    public long flags(long type) {
        return memory.getLong(type + flagsOffset);
    }

    public boolean isHeapType(long type) {
        return (flags(type) & HEAP_TYPE) != 0;
    }

    /// Address of the NUL-terminated array of PyMemberDef, 0 if none.
    public long members(long type) {
        return memory.getLong(type + membersOffset);
    }

    public long base(long type) {
        return memory.getLong(type + baseOffset);
    }

    /// The class's own dict; 0 for static types of 3.12+, which keep it in the interpreter.
    public long dict(long type) {
        return memory.getLong(type + dictOffset);
    }

    /// The place of a static type among the interpreter's, from 1 (3.12+); 0 of other types.
    public long staticIndex(long type) {
        long index = (flags(type) & STATIC_BUILTIN) == 0 ? 0 : subclasses(type);
        return index > 0 && index < MOST_STATIC_TYPES ? index : 0;
    }

    public long dictOffset(long type) {
        return memory.getLong(type + dictOffsetOffset);
    }

    public long weakListOffset(long type) {
        return memory.getLong(type + weakListOffsetOffset);
    }

    public long bases(long type) {
        return memory.getLong(type + basesOffset);
    }

    public long mro(long type) {
        return memory.getLong(type + mroOffset);
    }

    /// Address of the str `__name__` of a heap type.
    public long heapName(long type) {
        return memory.getLong(type + heapNameOffset);
    }

    /// Address of the str `__qualname__` of a heap type.
    public long qualname(long type) {
        return memory.getLong(type + qualnameOffset);
    }

    /// The key table shared by the instances' attributes, 0 if none.
    public long cachedKeys(long type) {
        return memory.getLong(type + cachedKeysOffset);
    }

    /// Whether a type object can be here: numbers in range, and ready and first in its own method resolution order, or
    /// a static type that nobody made ready.
    public boolean isPlausible(long type) {
        if ((type & 7) != 0 || !memory.isReadable(type, bytes)) {
            return false;
        }
        long flags = flags(type);
        if ((flags & HEAP_TYPE) != 0 && !memory.isReadable(type, heapBytes)) {
            return false;
        }
        long basicSize = basicSize(type);
        long itemSize = itemSize(type);
        if (basicSize < headerBytes || basicSize > LARGEST_BASIC_SIZE || itemSize < 0 || itemSize > LARGEST_ITEM_SIZE) {
            return false;
        }
        if ((flags & READY) == 0) {
            return isUnready(type, flags);
        }
        long mro = mro(type);
        if (mro == 0 || !memory.isReadable(mro, tupleItemsOffset + 8L)) {
            return false;
        }
        long length = memory.getLong(mro + tupleLengthOffset);
        return length > 0
                && length < 1 << 16
                && memory.isReadable(mro + tupleItemsOffset, 8 * length)
                && contains(mro + tupleItemsOffset, length, type);
    }

    /// Whether `base` stands in the method resolution order of `type`; false where that cannot be read.
    public boolean isInMro(long type, long base) {
        long mro = mro(type);
        if (mro == 0 || !memory.isReadable(mro, tupleItemsOffset)) {
            return false;
        }
        long length = memory.getLong(mro + tupleLengthOffset);
        return length > 0
                && length < 1 << 16
                && memory.isReadable(mro + tupleItemsOffset, 8 * length)
                && contains(mro + tupleItemsOffset, length, base);
    }

    /// Some of CPython's own static types are used without having been made ready until somebody asks them for an
    /// attribute (`line_iterator` in 3.11, `arrayiterator` up to 3.9): all that is computed is still null.
    private boolean isUnready(long type, long flags) {
        return (flags & (READYING | HEAP_TYPE)) == 0
                && mro(type) == 0
                && dict(type) == 0
                && bases(type) == 0
                && base(type) == 0
                && subclasses(type) == 0
                && dealloc(type) != 0
                && isName(name(type));
    }

    private boolean isName(long text) {
        if (text == 0 || !memory.isReadable(text, 1)) {
            return false;
        }
        for (int i = 0; i < LONGEST_STATIC_NAME && memory.isReadable(text + i, 1); i++) {
            int c = memory.getUnsignedByte(text + i);
            if (c == 0) {
                return i > 2;
            }
            if (c != '_' && c != '.' && !(c < 128 && Character.isLetterOrDigit(c))) {
                return false;
            }
        }
        return false;
    }

    /// A custom mro() may put the type elsewhere than first.
    private boolean contains(long items, long length, long type) {
        for (long i = 0; i < length; i++) {
            if (memory.getLong(items + 8 * i) == type) {
                return true;
            }
        }
        return false;
    }
}
