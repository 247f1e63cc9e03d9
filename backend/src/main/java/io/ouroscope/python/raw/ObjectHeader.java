package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Features.References;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;

/// The head that every object begins with: reference count, type, and the length of variable-sized ones.
public final class ObjectHeader {
    /// [#referenceCount] of an object that is never freed.
    public static final long IMMORTAL = -1;

    /// More references than 2^36 would need 512 GiB of pointers. Addresses of heaps are larger, shifted by the two bits
    /// of a shared count's state too: a word that points somewhere is no count.
    private static final long MOST_REFERENCES = 1L << 36;

    /// Added to the count of functions, types and modules in free-threaded builds, whose frames do not count references
    /// to them: PY_SSIZE_T_MAX / 8.
    private static final long DEFERRED = Long.MAX_VALUE / 8;

    /// `_PyObject_IMMORTAL_REFCNT` of 3.11; real references make it drift.
    private static final long STATIC_COUNT = 999_999_999;

    private static final long IMMORTAL_BIT = 1L << 31;

    private final Memory memory;
    private final References references;
    private final int typeOffset;
    private final int sizeOffset;
    private final int countOffset;
    private final int sharedCountOffset;
    private final int headerBytes;

    public ObjectHeader(Memory memory, Layout layout) {
        this.memory = memory;
        StructLayout object = layout.struct("PyObject");
        references = layout.features().references();
        typeOffset = object.offset("ob_type");
        sizeOffset = layout.offset("PyVarObject", "ob_size");
        headerBytes = object.sizeBytes();
        countOffset = references == References.BIASED ? object.offset("ob_ref_local") : 0;
        sharedCountOffset = references == References.BIASED ? object.offset("ob_ref_shared") : 0;
    }

    public int typeOffset() {
        return typeOffset;
    }

    public int sizeBytes() {
        return headerBytes;
    }

    public long type(long object) {
        return memory.getLong(object + typeOffset);
    }

    /// `ob_size`; meaningful for variable-sized objects only.
    public long length(long object) {
        return memory.getLong(object + sizeOffset);
    }

    /// How many references the object counts, or [#IMMORTAL].
    public long referenceCount(long object) {
        return switch (references) {
            case PLAIN -> memory.getLong(object);
            case IMMORTAL_BIT, SPLIT_WORD -> {
                long count = memory.getUnsignedInt(object);
                yield (count & IMMORTAL_BIT) != 0 ? IMMORTAL : count;
            }
            case BIASED -> {
                long local = memory.getUnsignedInt(object + countOffset);
                // The two low bits of the shared count are its state.
                long count = local + (memory.getLong(object + sharedCountOffset) >> 2);
                yield local == 0xffff_ffffL ? IMMORTAL : count > DEFERRED / 2 ? count - DEFERRED : count;
            }
        };
    }

    /// Whether the count is one that C code gives to the objects it defines, so that they are never freed: immortal,
    /// or in 3.11 near 999,999,999.
    public boolean isStaticCount(long object) {
        long count = referenceCount(object);
        return count == IMMORTAL
                || references == References.PLAIN && Math.abs(count - STATIC_COUNT) < STATIC_COUNT / 10;
    }

    /// Whether the count is that of an object that was freed but keeps its block: zero, or since 3.14 a link to the
    /// next one.
    public boolean isFreedCount(long object) {
        return switch (references) {
            case PLAIN -> memory.getLong(object) == 0;
            case IMMORTAL_BIT -> memory.getInt(object) == 0;
            case SPLIT_WORD -> !hasPlausibleCount(object);
            case BIASED -> isZero(object);
        };
    }

    /// Neither local nor shared references: a freed object.
    private boolean isZero(long object) {
        return memory.getInt(object + countOffset) == 0 && memory.getLong(object + sharedCountOffset) >> 2 == 0;
    }

    /// Whether the word in the place of the reference count can be that of a live object.
    public boolean hasPlausibleCount(long object) {
        return switch (references) {
            case PLAIN -> {
                long count = memory.getLong(object);
                yield count > 0 && count < MOST_REFERENCES;
            }
            case IMMORTAL_BIT -> {
                long word = memory.getLong(object);
                yield word != 0 && word >>> 32 == 0;
            }
            case SPLIT_WORD -> {
                long word = memory.getLong(object);
                yield (int) word != 0 && (word >>> 32 & 0xffff) == 0 && word >>> 56 == 0;
            }
            case BIASED -> {
                long owner = memory.getLong(object);
                long count = referenceCount(object);
                // A deferred count may be anything from a little below zero.
                yield (owner & 7) == 0 && (count == IMMORTAL || Math.abs(count) < MOST_REFERENCES && !isZero(object));
            }
        };
    }
}
