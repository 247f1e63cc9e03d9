package io.ouroscope.python.decode;

import io.ouroscope.python.layout.Features;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;

/// Where an instance's attributes live: slots, an instance dict, or values without a dict.
///
/// The place differs by version and type: a pointer at `tp_dictoffset`, words before the object, or values behind it
/// (see [Features.Attributes]).
final class Attributes {
    private static final int VALID_OFFSET = 3;

    private final Structs structs;
    private final Features.Attributes storage;
    private final boolean gcHead;

    Attributes(Structs structs) {
        this.structs = structs;
        storage = structs.layout.features().attributes();
        gcHead = structs.layout.features().gcHead();
    }

    /// Bytes between the start of the block and the object: collector head and the words before it.
    long bytesBefore(long object, PyType type) {
        long flags = type.flags();
        long bytes = 0;
        boolean words = switch (storage) {
            case DICT_OFFSET -> false;
            case VALUES_POINTER -> (flags & TypeStructs.MANAGED_DICT) != 0;
            case TAGGED_WORD, INLINE -> (flags & (TypeStructs.MANAGED_DICT | TypeStructs.MANAGED_WEAKREF)) != 0;
        };
        if (words) {
            bytes += 16;
        }
        if (gcHead && type.hasGc() && !(isStaticType(object, type))) {
            bytes += 16;
        }
        return bytes;
    }

    /// A candidate may be a type of which the snapshot has the head alone.
    private boolean isStaticType(long object, PyType type) {
        return type.isMetatype()
                && structs.memory.isReadable(object, structs.types.sizeBytes())
                && !structs.types.isHeapType(object);
    }

    /// Bytes of inline values behind the object's basic size.
    long inlineBytes(PyType type) {
        if (storage != Features.Attributes.INLINE || (type.flags() & TypeStructs.INLINE_VALUES) == 0) {
            return 0;
        }
        long keys = structs.types.cachedKeys(type.address());
        if (keys == 0 || !structs.dicts.isValidKeys(keys)) {
            return 0;
        }
        long capacity = structs.dicts.sharedCapacity(keys);
        return (capacity + 7 & ~7L) + 8 * (capacity + 1);
    }

    /// The instance's dict object, 0 if it has none (yet).
    long dict(long object, PyType type) {
        long flags = type.flags();
        if ((flags & TypeStructs.MANAGED_DICT) != 0) {
            switch (storage) {
                case VALUES_POINTER -> {
                    return structs.memory.getLong(object - 24);
                }
                case TAGGED_WORD -> {
                    long word = structs.memory.getLong(object - 24);
                    return (word & 1) != 0 ? 0 : word;
                }
                case INLINE -> {
                    return structs.memory.getLong(object - (gcHead ? 24 : 8));
                }
                case DICT_OFFSET -> {}
            }
        }
        long offset = type.dictOffset();
        if (offset == 0 || (flags & TypeStructs.MANAGED_DICT) != 0) {
            return 0;
        }
        return structs.memory.getLong(object + (offset > 0 ? offset : trailingDictOffset(object, type)));
    }

    /// Where the dict pointer of a variable-sized object lies behind its items, 0 if it does not.
    long trailingDictOffset(long object, PyType type) {
        long offset = type.dictOffset();
        if (offset >= 0 || (type.flags() & TypeStructs.MANAGED_DICT) != 0) {
            return 0;
        }
        long items = Math.abs(structs.header.length(object));
        if (type.isSubtypeOf("int")) {
            items = structs.integers.digits(object);
        }
        return (type.basicSize() + items * type.itemSize() + 7 & ~7L) + offset;
    }

    /// The values of an instance that has no dict, 0 if there are none.
    long values(long object, PyType type) {
        if ((type.flags() & TypeStructs.MANAGED_DICT) == 0) {
            return 0;
        }
        return switch (storage) {
            case DICT_OFFSET -> 0;
            case VALUES_POINTER -> structs.memory.getLong(object - 32);
            case TAGGED_WORD -> {
                long word = structs.memory.getLong(object - 24);
                yield (word & 1) != 0 ? word + 1 : 0;
            }
            case INLINE -> {
                if ((type.flags() & TypeStructs.INLINE_VALUES) == 0) {
                    yield 0;
                }
                long values = object + type.basicSize();
                yield structs.memory.getByte(values + VALID_OFFSET) != 0 ? values : 0;
            }
        };
    }

    /// Visits attributes without dict: (index, address of the name's str, value).
    void visitValues(long object, PyType type, EntryVisitor visitor) {
        long values = values(object, type);
        long keys = structs.types.cachedKeys(type.address());
        if (values != 0 && keys != 0 && structs.dicts.isValidKeys(keys)) {
            structs.dicts.visitValues(keys, values, 0, Long.MAX_VALUE, visitor);
        }
    }

    /// Visits all attributes kept in the instance's dict or values, not its slots.
    void visit(long object, PyType type, EntryVisitor visitor) {
        long dict = dict(object, type);
        if (dict == 0) {
            visitValues(object, type, visitor);
        } else if (structs.isObject(dict) && structs.dicts.isValid(dict)) {
            structs.dicts.visit(dict, 0, Long.MAX_VALUE, visitor);
        }
    }

    /// What sys.getsizeof adds for what lies before the object.
    long sizeExtra(long object, PyType type) {
        long flags = type.flags();
        long gc = (flags & TypeStructs.HAVE_GC) != 0 ? 16 : 0;
        boolean managedDict = (flags & TypeStructs.MANAGED_DICT) != 0;
        boolean preHeader = managedDict || (flags & TypeStructs.MANAGED_WEAKREF) != 0;
        boolean staticType = isStaticType(object, type);
        return switch (structs.layout.features().sizes()) {
            case GC_HEAD -> staticType ? 0 : gc;
            case GC_HEAD_AND_DICT -> gc + (managedDict ? 16 : 0);
            case GC_HEAD_AND_PREHEADER -> gc + (preHeader ? 16 : 0);
            case PREHEADER_NOT_STATIC -> staticType ? 0 : gc + (preHeader ? 16 : 0);
            case PREHEADER_ONLY -> preHeader ? 16 : 0;
        };
    }
}
