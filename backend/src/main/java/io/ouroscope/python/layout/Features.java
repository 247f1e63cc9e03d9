package io.ouroscope.python.layout;

/// What CPython versions do differently beyond offsets, chosen once from the version.
///
/// This is the only place that compares version numbers; everything else switches over these enums.
///
/// @param references how reference counts are stored and how immortal objects are told
/// @param integers how sign and length of an int are stored
/// @param keys how a dict's key table is described
/// @param attributes where instances keep their attributes
/// @param frames how Python frames are stored
/// @param positions how the current instruction is stored
/// @param lines how instructions map to source lines
/// @param generators how the state of a generator is encoded
/// @param exits where a frame keeps how the `with` blocks that it is inside are left
/// @param exitOpcode the instruction that begins to leave such a block because of an exception
/// @param typeFlags what the flags of `type` itself tell where sizes do not
/// @param sizes what sys.getsizeof adds before the object
/// @param queueSizes whether a SimpleQueue's size counts its items (since 3.15)
/// @param gcHead whether the collector keeps its list links before the object
/// @param poolBytes size of a pymalloc pool, 0 without pymalloc
public record Features(
        References references,
        Integers integers,
        DictKeys keys,
        Attributes attributes,
        Frames frames,
        Positions positions,
        Lines lines,
        Generators generators,
        Exits exits,
        int exitOpcode,
        TypeFlags typeFlags,
        SizeExtras sizes,
        boolean queueSizes,
        boolean gcHead,
        int poolBytes) {

    public enum References {
        /// One signed word; live objects have a positive count.
        PLAIN,
        /// Since 3.12: bit 31 of the low half marks immortal objects (PEP 683).
        IMMORTAL_BIT,
        /// Since 3.14: 32-bit count, then overflow and flags; the free lists link through the whole word.
        SPLIT_WORD,
        /// Free-threaded builds: a local and a shared count (PEP 703).
        BIASED
    }

    public enum Integers {
        /// `ob_size` is the number of digits, negative for negative numbers.
        SIGNED_SIZE,
        /// Since 3.12: `lv_tag` holds the number of digits above three flag bits.
        TAGGED
    }

    public enum DictKeys {
        /// `dk_size` and a lookup function; entries are always (hash, key, value).
        LOOKUP_FUNCTION,
        /// Since 3.11: `dk_kind` and logarithmic sizes; tables of str keys have (key, value) entries.
        KIND
    }

    public enum Attributes {
        /// A dict pointer at `tp_dictoffset`.
        DICT_OFFSET,
        /// 3.11: pointers to values and to the dict before the object.
        VALUES_POINTER,
        /// 3.12: one tagged word before the object, values or dict.
        TAGGED_WORD,
        /// Since 3.13: values inline behind the object, the dict pointer before it.
        INLINE
    }

    public enum Frames {
        /// Frame objects linked by `f_back`.
        OBJECTS,
        /// Since 3.11: frames on a data stack or inside their generator; plain pointers, `stacktop` counts.
        INTERPRETER,
        /// Since 3.14: the same with tagged stack words and a stack pointer.
        TAGGED,
        /// Since 3.15: as before, but what a frame awaits is the second word from the top.
        TAGGED_SECOND
    }

    public enum Positions {
        /// `f_lasti` in bytes.
        LASTI_BYTES,
        /// 3.10: `f_lasti` in code units of two bytes.
        LASTI_UNITS,
        /// 3.11 and 3.12: pointer to the instruction before the next one.
        PREVIOUS_INSTRUCTION,
        /// Since 3.13: pointer to the current instruction.
        INSTRUCTION
    }

    public enum Lines {
        /// `co_lnotab`: pairs of unsigned address and signed line steps.
        LNOTAB,
        /// 3.10: ranges with signed line steps, -128 for no line (PEP 626).
        RANGES,
        /// Since 3.11: location entries (PEP 657).
        LOCATIONS
    }

    public enum Generators {
        /// Told from the frame object: null, not started, running.
        FRAME_OBJECT,
        /// 3.10: from the frame object's `f_state`.
        FRAME_STATE,
        /// 3.11, 3.12: -2 created, -1 suspended, 0 executing, from 1 finished.
        FROM_MINUS_TWO,
        /// 3.13, 3.14: -3 created, -2 suspended at a yield, -1 in an await, 0 executing, from 1 finished.
        FROM_MINUS_THREE,
        /// Since 3.15: 0 created, 1 at a yield, 2 and 3 in an await, 4 executing, 5 finished.
        FROM_ZERO
    }

    public enum Exits {
        /// A bound method on the value stack, below the level that the frame's stack of blocks names.
        BLOCK_STACK,
        /// Since 3.11: the same, at the depth that the code's exception table names.
        TABLE,
        /// Since 3.14: the function and its first argument, in two slots.
        TABLE_PAIRS
    }

    public enum TypeFlags {
        /// 3.8: `type` does not have HAVE_VECTORCALL.
        WITHOUT_VECTORCALL,
        /// 3.9: it has; structs have the sizes of 3.8.
        WITH_VECTORCALL,
        /// Later versions differ in size.
        ANY;

        public boolean fits(boolean vectorcall) {
            return switch (this) {
                case WITHOUT_VECTORCALL -> !vectorcall;
                case WITH_VECTORCALL -> vectorcall;
                case ANY -> true;
            };
        }
    }

    public enum SizeExtras {
        /// 16 for objects the collector can track; heap types yes, static types no.
        GC_HEAD,
        /// 3.11: 16 for types with HAVE_GC (static types too), 16 for a managed dict.
        GC_HEAD_AND_DICT,
        /// 3.12: the same, the second 16 for a managed dict or weak reference list.
        GC_HEAD_AND_PREHEADER,
        /// Since 3.13: the same, none for static types.
        PREHEADER_NOT_STATIC,
        /// Free-threaded: no collector head.
        PREHEADER_ONLY
    }

    static Features of(PythonVersion version) {
        int minor = version.minor();
        boolean free = version.freeThreaded();
        return new Features(
                free
                        ? References.BIASED
                        : minor < 12 ? References.PLAIN : minor < 14 ? References.IMMORTAL_BIT : References.SPLIT_WORD,
                minor < 12 ? Integers.SIGNED_SIZE : Integers.TAGGED,
                minor < 11 ? DictKeys.LOOKUP_FUNCTION : DictKeys.KIND,
                switch (minor) {
                    case 8, 9, 10 -> Attributes.DICT_OFFSET;
                    case 11 -> Attributes.VALUES_POINTER;
                    case 12 -> Attributes.TAGGED_WORD;
                    default -> Attributes.INLINE;
                },
                minor < 11
                        ? Frames.OBJECTS
                        : minor < 14 ? Frames.INTERPRETER : minor < 15 ? Frames.TAGGED : Frames.TAGGED_SECOND,
                minor < 10
                        ? Positions.LASTI_BYTES
                        : minor < 11
                                ? Positions.LASTI_UNITS
                                : minor < 13 ? Positions.PREVIOUS_INSTRUCTION : Positions.INSTRUCTION,
                minor < 10 ? Lines.LNOTAB : minor < 11 ? Lines.RANGES : Lines.LOCATIONS,
                switch (minor) {
                    case 8, 9 -> Generators.FRAME_OBJECT;
                    case 10 -> Generators.FRAME_STATE;
                    case 11, 12 -> Generators.FROM_MINUS_TWO;
                    case 13, 14 -> Generators.FROM_MINUS_THREE;
                    default -> Generators.FROM_ZERO;
                },
                minor < 11 ? Exits.BLOCK_STACK : minor < 14 ? Exits.TABLE : Exits.TABLE_PAIRS,
                switch (minor) {
                    case 8 -> 81;
                    case 9, 10, 11, 12 -> 49;
                    case 13 -> 44;
                    case 14 -> 43;
                    default -> 41;
                },
                switch (minor) {
                    case 8 -> TypeFlags.WITHOUT_VECTORCALL;
                    case 9 -> TypeFlags.WITH_VECTORCALL;
                    default -> TypeFlags.ANY;
                },
                free
                        ? SizeExtras.PREHEADER_ONLY
                        : switch (minor) {
                            case 8, 9, 10 -> SizeExtras.GC_HEAD;
                            case 11 -> SizeExtras.GC_HEAD_AND_DICT;
                            case 12 -> SizeExtras.GC_HEAD_AND_PREHEADER;
                            default -> SizeExtras.PREHEADER_NOT_STATIC;
                        },
                minor >= 15,
                !free,
                free ? 0 : minor < 10 ? 4096 : 16384);
    }
}
