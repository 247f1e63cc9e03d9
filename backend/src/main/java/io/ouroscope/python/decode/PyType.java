package io.ouroscope.python.decode;

import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Python type of the target and how its instances are laid out: read once, then plain fields.
///
/// Types are made and joined by [TypeTable]; equality is identity.
public final class PyType {

    /// A slot or C member that holds an object.
    ///
    /// @param name attribute name
    /// @param offset in the instance, bytes
    /// @param afterItems whether the offset counts from the end of the items (3.15, on top of `tuple`)
    record Slot(String name, int offset, boolean afterItems) {
        Slot(String name, int offset) {
            this(name, offset, false);
        }
    }

    /// A C member that holds a number, `type` as in PyMemberDef.
    record NumberMember(String name, int type, int offset) {}

    private final Structs structs;
    private final long address;
    private final String typeName;
    private final String module;
    private final String qualname;
    private final @Nullable PyType base;
    private final Decoder decoder;
    private final PyType decodedBy;
    private final List<Slot> slots;
    private final List<NumberMember> numbers;
    private final long flags;
    private final long basicSize;
    private final long itemSize;
    private final long dictOffset;
    private final long weakListOffset;
    private final boolean pythonMade;
    private final UnknownWords unknownWords;
    private final List<String> itemNames;
    private final boolean enumClass;
    private final @Nullable TypeName told;

    PyType(Parts parts) {
        structs = parts.structs();
        address = parts.address();
        typeName = parts.typeName();
        module = parts.module();
        qualname = parts.qualname();
        base = parts.base();
        slots = parts.slots();
        numbers = parts.numbers();
        pythonMade = parts.pythonMade();
        told = parts.told();
        itemNames = parts.itemNames();
        enumClass = hasEnumMetatype();
        flags = structs.types.flags(address);
        basicSize = structs.types.basicSize(address);
        itemSize = structs.types.itemSize(address);
        dictOffset = structs.types.dictOffset(address);
        weakListOffset = structs.types.weakListOffset(address);
        Decoder own = parts.decoder();
        PyType inherited = base;
        if (own != null || inherited == null) {
            decoder = own != null ? own : new PlainObjectDecoder();
            decodedBy = this;
        } else {
            decoder = inherited.decoder;
            decodedBy = inherited.decodedBy;
        }
        unknownWords = UnknownWords.of(this, structs.header.sizeBytes());
    }

    /// What a type is made from.
    record Parts(
            Structs structs,
            long address,
            String typeName,
            String module,
            String qualname,
            @Nullable PyType base,
            @Nullable Decoder decoder,
            List<Slot> slots,
            List<NumberMember> numbers,
            boolean pythonMade,
            List<String> itemNames,
            @Nullable TypeName told) {}

    public long address() {
        return address;
    }

    /// As Python would name it: `builtins.dict`, `app.client.Client`.
    public String name() {
        return module + "." + qualname;
    }

    /// As it reads in code: without `builtins.` and `__main__.`.
    public String shortName() {
        return module.equals("builtins") || module.equals("__main__") ? qualname : name();
    }

    public String module() {
        return module;
    }

    public String qualname() {
        return qualname;
    }

    /// As it reads in an annotation: without `builtins.`.
    public String annotationName() {
        return module.equals("builtins") ? qualname : name();
    }

    /// Whether instances are members of an `enum.Enum`.
    public boolean isEnum() {
        return enumClass;
    }

    private boolean hasEnumMetatype() {
        long metatype = structs.header.type(address);
        if (!pythonMade || !structs.isObject(metatype) || !structs.types.isHeapType(metatype)) {
            return false;
        }
        String name = TypeDicts.text(structs, structs.types.qualname(metatype));
        return "EnumMeta".equals(name) || "EnumType".equals(name);
    }

    /// `tp_name`, as C code names it; the class name for classes made in Python.
    public String typeName() {
        return typeName;
    }

    /// How its name is known where the snapshot does not have it; null where it was read.
    public @Nullable TypeName toldName() {
        return told;
    }

    public @Nullable PyType base() {
        return base;
    }

    public Decoder decoder() {
        return decoder;
    }

    /// The type that the decoder is for: this one or a base.
    public PyType decodedBy() {
        return decodedBy;
    }

    /// Whether a decoder knows the C part of the instances.
    public boolean isDescribed() {
        return !(decoder instanceof PlainObjectDecoder);
    }

    public long basicSize() {
        return basicSize;
    }

    public long itemSize() {
        return itemSize;
    }

    public long flags() {
        return flags;
    }

    public boolean isHeapType() {
        return (flags & TypeStructs.HEAP_TYPE) != 0;
    }

    /// Made by a class statement, not by C code.
    public boolean isPythonMade() {
        return pythonMade;
    }

    /// Whether instances are types.
    public boolean isMetatype() {
        return (flags & TypeStructs.TYPE_SUBCLASS) != 0;
    }

    public boolean hasGc() {
        return (flags & TypeStructs.HAVE_GC) != 0;
    }

    /// Whether `other` is in the method resolution order: unlike [#isSubtypeOf] also by its second base. Along
    /// `tp_base`
    /// alone where that order cannot be read.
    public boolean inherits(PyType other) {
        return isSubtypeOf(other) || structs.types.isInMro(address, other.address);
    }

    /// Whether instances are texts or strings of bytes.
    public boolean hasPayload() {
        return decoder.hasPayload();
    }

    public boolean isSubtypeOf(PyType other) {
        for (PyType type = this; type != null; type = type.base) {
            if (type == other) {
                return true;
            }
        }
        return false;
    }

    /// Whether this is, or has among its bases, the type implemented in C with this `tp_name`.
    public boolean isSubtypeOf(String nativeTypeName) {
        for (PyType type = this; type != null; type = type.base) {
            if (!type.pythonMade && type.typeName.equals(nativeTypeName)) {
                return true;
            }
        }
        return false;
    }

    /// What the items of a named tuple or struct sequence are called, in order; empty for other types.
    public List<String> itemNames() {
        return itemNames;
    }

    /// Slots and object members of this type and its bases, nearest type first.
    List<Slot> slots() {
        return slots;
    }

    long slotAddress(long object, Slot slot) {
        long address = object + slot.offset();
        return slot.afterItems() ? address + (itemSize * structs.header.length(object) + 7 & ~7L) : address;
    }

    List<NumberMember> numbers() {
        return numbers;
    }

    long dictOffset() {
        return dictOffset;
    }

    long weakListOffset() {
        return weakListOffset;
    }

    UnknownWords unknownWords() {
        return unknownWords;
    }

    /// Whether instances have words that nobody has described.
    public boolean hasUnknownWords() {
        return !unknownWords.isEmpty() || decoder.hasUndescribedBlocks();
    }

    /// The type of this one's bases that a word at `offset` of an instance belongs to: the first that is large enough
    /// to
    /// have it.
    public PyType ownerOf(long offset) {
        PyType owner = this;
        for (PyType each = base; each != null && each.basicSize > offset; each = each.base) {
            owner = each;
        }
        return owner;
    }

    /// Where a word stands in each instance; of items, where it stands in the first.
    public long fieldOffset(long offset) {
        return offset < basicSize || itemSize == 0 ? offset : basicSize + (offset - basicSize) % itemSize;
    }

    /// `tp_basicsize + tp_itemsize * ob_size`.
    public long defaultSizeBytes(long object) {
        long size = basicSize;
        if (itemSize > 0) {
            size += itemSize * Math.max(0, structs.header.length(object));
        }
        return size;
    }

    @Override
    public String toString() {
        return name();
    }
}
