package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.layout.Features;
import io.ouroscope.python.raw.DictTable;
import io.ouroscope.python.raw.Structs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Where the bytes of an object are and what they are called, for people who look at its memory.
///
/// An object is a head that lies before it, a body, and blocks it owns elsewhere; key tables that it shares with others
/// are told too. Names are those of CPython's structs where a layout table has them. Nothing here is used to find or
/// judge objects. Thread-safe; the names of a type are kept.
public final class Anatomy {
    private static final int WORD = Long.BYTES;
    private static final int LONGEST_NAME = 64;
    /// PySet_MINSIZE (setobject.h).
    private static final int SMALL_TABLE = 8;

    private static final int DICT_POINTER = 24;
    private static final int OTHER_POINTER = 32;

    /// What a block is to the object.
    public enum Role {
        /// Before the object: the collector's links, dict and weak reference words.
        HEAD,
        /// The object itself, with what is kept behind it.
        BODY,
        /// A block of its own elsewhere.
        OWNED,
        /// A table it uses with others.
        SHARED
    }

    /// @param name the field that leads to it, empty for head and body, and where none does
    public record Block(Role role, String name, long address, long bytes) {}

    /// Receives the blocks of an object.
    @FunctionalInterface
    public interface BlockVisitor {
        void block(Block block);
    }

    /// Receives runs of bytes that have a name.
    @FunctionalInterface
    public interface NameVisitor {
        void name(long address, long bytes, String name);
    }

    private final Heap heap;
    private final Structs structs;
    private final Memory memory;
    private final DictTable dicts;
    private final Attributes attributes;
    private final StructNames structNames;
    private final Map<PyType, List<StructNames.Named>> namesOfTypes = new ConcurrentHashMap<>();
    private final List<StructNames.Named> collectorHead;
    private final List<StructNames.Named> keyTable;
    private final List<StructNames.Named> compactString;

    public Anatomy(Heap heap) {
        this.heap = heap;
        structs = heap.structs();
        memory = structs.memory;
        dicts = structs.dicts;
        attributes = new Attributes(structs);
        structNames = new StructNames(structs);
        collectorHead = structNames.of("PyGC_Head");
        keyTable = structNames.of("PyDictKeysObject");
        compactString = structNames.of("PyCompactUnicodeObject").stream()
                .filter(name -> !name.name().startsWith("_base"))
                .toList();
    }

    /// Visits the blocks of an object: head, body, then others; stops where something cannot be read.
    public void blocks(long object, BlockVisitor visitor) {
        PyType type = heap.typeOf(object);
        if (type == null) {
            return;
        }
        long before = heap.bytesBefore(object, type);
        if (before > 0) {
            visitor.block(new Block(Role.HEAD, "", object - before, before));
        }
        long body = heap.ownBytes(object, type) - before;
        visitor.block(new Block(Role.BODY, "", object, body));
        if (!heap.isValid(object, type)) {
            return;
        }
        List<StructNames.Named> names = names(type);
        try {
            heap.blocks(object, type, (address, bytes) -> {
                if (bytes > 0) {
                    visitor.block(new Block(Role.OWNED, pointer(object, type, names, address, bytes), address, bytes));
                }
            });
            shared(object, type, visitor);
        } catch (UnreadableAddressException e) {
            // The blocks told so far stand.
        }
    }

    /// The field whose word leads into the block.
    private String pointer(long object, PyType type, List<StructNames.Named> names, long block, long bytes) {
        for (StructNames.Named name : names) {
            if (name.bytes() == WORD && leadsInto(memory.getLong(object + name.offset()), block, bytes)) {
                return name.name();
            }
        }
        return leadsInto(attributes.values(object, type), block, bytes) ? "attribute values" : "";
    }

    private static boolean leadsInto(long pointer, long block, long bytes) {
        return pointer != 0 && pointer - block >= 0 && pointer - block < bytes;
    }

    private void shared(long object, PyType type, BlockVisitor visitor) {
        if (isDict(type) && dicts.isShared(dicts.keys(object))) {
            long keys = dicts.keys(object);
            visitor.block(new Block(Role.SHARED, "ma_keys", keys, dicts.keysBytes(keys)));
        } else if (attributes.values(object, type) != 0) {
            long keys = structs.types.cachedKeys(type.address());
            if (keys != 0 && dicts.isValidKeys(keys)) {
                visitor.block(new Block(Role.SHARED, "ht_cached_keys of its class", keys, dicts.keysBytes(keys)));
            }
        }
    }

    private static boolean isDict(PyType type) {
        return type.isSubtypeOf("dict");
    }

    /// Visits the names of an object's bytes that lie in `[from, to)`, in no order.
    public void names(long object, long from, long to, NameVisitor visitor) {
        PyType type = heap.typeOf(object);
        if (type == null) {
            return;
        }
        NameVisitor within = (address, bytes, name) -> {
            if (Long.compareUnsigned(address, to) < 0 && Long.compareUnsigned(address + bytes, from) > 0) {
                visitor.name(address, bytes, name);
            }
        };
        try {
            head(object, type, within);
            fixed(object, names(type), within);
            if (heap.isValid(object, type)) {
                items(object, type, from, to, within);
                inlineValues(object, type, within);
                blocks(object, block -> {
                    if (Long.compareUnsigned(block.address(), to) < 0
                            && Long.compareUnsigned(block.address() + block.bytes(), from) > 0) {
                        inBlock(object, type, block, from, to, within);
                    }
                });
            }
        } catch (UnreadableAddressException e) {
            // What could be read has its names.
        }
    }

    private List<StructNames.Named> names(PyType type) {
        return namesOfTypes.computeIfAbsent(type, structNames::of);
    }

    private static void fixed(long start, List<StructNames.Named> names, NameVisitor visitor) {
        for (StructNames.Named name : names) {
            visitor.name(start + name.offset(), name.bytes(), name.name());
        }
    }

    /// The collector's links stand right before the object, the words of attributes and weak references before them.
    private void head(long object, PyType type, NameVisitor visitor) {
        long before = heap.bytesBefore(object, type);
        boolean links = structs.layout.features().gcHead() && type.hasGc();
        if (links && before >= 16) {
            fixed(object - 16, collectorHead, visitor);
        }
        long words = before - (links ? 16 : 0);
        if (words < 16) {
            return;
        }
        boolean pointer = structs.layout.features().attributes() == Features.Attributes.VALUES_POINTER;
        long shift = links || structs.layout.features().gcHead() ? 0 : 16;
        visitor.name(object - DICT_POINTER + shift, WORD, "__dict__ or values");
        visitor.name(object - OTHER_POINTER + shift, WORD, pointer ? "values" : "__weakref__");
    }

    private void items(long object, PyType type, long from, long to, NameVisitor visitor) {
        if (type.isSubtypeOf("str")) {
            characters(object, visitor);
        } else if (type.isSubtypeOf("set") || type.isSubtypeOf("frozenset")) {
            smallTable(object, visitor);
        }
        long size = type.itemSize();
        if (size <= 0 || type.isMetatype()) {
            return;
        }
        long start = object + type.basicSize();
        long count = Math.max(0, structs.header.length(object));
        String field = "";
        if (type.isSubtypeOf("int")) {
            field = "ob_digit";
            count = structs.integers.digits(object);
            start = object
                    + structs.layout.offset(
                            "PyLongObject",
                            structs.layout.struct("PyLongObject").has("ob_digit") ? "ob_digit" : "long_value.ob_digit");
        } else if (type.isSubtypeOf("bytes")) {
            visitor.name(object + structs.layout.offset("PyBytesObject", "ob_sval"), count + 1, "ob_sval");
            return;
        }
        if (size < 4) {
            visitor.name(start, count * size, "items");
            return;
        }
        List<String> itemNames = type.itemNames();
        long first = Long.compareUnsigned(from, start) <= 0 ? 0 : Math.min(count, (from - start) / size);
        for (long i = first; i < count && Long.compareUnsigned(start + i * size, to) < 0; i++) {
            String name = field + "[" + i + "]";
            visitor.name(start + i * size, size, i < itemNames.size() ? name + " " + itemNames.get((int) i) : name);
        }
    }

    /// A compact str's characters stand behind its struct, in one piece with it.
    private void characters(long str, NameVisitor visitor) {
        long data = structs.unicode.data(str);
        if (structs.unicode.isCompact(str)) {
            if (data - str > structs.layout.struct("PyASCIIObject").sizeBytes()) {
                fixed(str, compactString, visitor);
            }
            long width = structs.unicode.characterBytes(str);
            visitor.name(data, structs.unicode.length(str) * width + width, "characters");
        }
    }

    private void smallTable(long set, NameVisitor visitor) {
        long table = set + structs.layout.offset("PySetObject", "smalltable");
        for (int i = 0; i < SMALL_TABLE; i++) {
            visitor.name(table + 16L * i, WORD, "smalltable " + i + " key");
            visitor.name(table + 16L * i + 8, WORD, "smalltable " + i + " hash");
        }
    }

    /// Attributes kept behind the object (3.13+): a head, a value for each key of the class, then their order.
    private void inlineValues(long object, PyType type, NameVisitor visitor) {
        if (attributes.inlineBytes(type) == 0) {
            return;
        }
        long values = object + type.basicSize();
        visitor.name(values, WORD, "values: capacity, size, embedded, valid");
        values(structs.types.cachedKeys(type.address()), values + WORD, visitor);
    }

    private void values(long keys, long array, NameVisitor visitor) {
        if (keys == 0 || !dicts.isValidKeys(keys)) {
            return;
        }
        long named = dicts.entryCount(keys);
        long capacity = Math.min(dicts.sharedCapacity(keys), 1 << 16);
        for (long i = 0; i < capacity; i++) {
            String key = i < named ? heap.text(dicts.key(keys, i), LONGEST_NAME) : null;
            visitor.name(array + WORD * i, WORD, i < named ? "." + (key == null ? "?" : key) : "not used");
        }
    }

    private void inBlock(long object, PyType type, Block block, long from, long to, NameVisitor visitor) {
        switch (block.name()) {
            case "ob_item" -> elements(object, block, from, to, visitor);
            case "ma_keys", "ht_cached_keys", "ht_cached_keys of its class" -> keys(block, from, to, visitor);
            case "ma_values" -> values(dicts.keys(object), dicts.values(object), visitor);
            case "attribute values" ->
                values(structs.types.cachedKeys(type.address()), attributes.values(object, type), visitor);
            case "table" -> setEntries(type, block, from, to, visitor);
            default -> {}
        }
    }

    private void elements(long object, Block block, long from, long to, NameVisitor visitor) {
        long length = structs.header.length(object);
        long first = Long.compareUnsigned(from, block.address()) <= 0 ? 0 : (from - block.address()) / WORD;
        for (long i = first; i * WORD < block.bytes() && block.address() + i * WORD - to < 0; i++) {
            visitor.name(block.address() + i * WORD, WORD, i < length ? "[" + i + "]" : "not used");
        }
    }

    private void keys(Block block, long from, long to, NameVisitor visitor) {
        long keys = block.address();
        if (!dicts.isValidKeys(keys)) {
            return;
        }
        fixed(keys, keyTable, visitor);
        long entries = dicts.entryAddress(keys, 0);
        long indexes = keys + structs.layout.offset("PyDictKeysObject", "dk_indices");
        visitor.name(indexes, entries - indexes, "dk_indices");
        int step = dicts.entryBytes(keys);
        boolean hashes = dicts.hasHashes(keys);
        long used = dicts.entryCount(keys);
        long first = from - entries <= 0 ? 0 : (from - entries) / step;
        for (long i = first; entries + i * step < keys + block.bytes() && entries + i * step - to < 0; i++) {
            long entry = entries + i * step;
            if (i >= used) {
                visitor.name(entry, step, "not used");
                continue;
            }
            if (hashes) {
                visitor.name(entry, WORD, "entry " + i + " hash");
            }
            visitor.name(entry + (hashes ? 8 : 0), WORD, "entry " + i + " key");
            visitor.name(entry + (hashes ? 16 : 8), WORD, "entry " + i + " value");
        }
    }

    private static void setEntries(PyType type, Block block, long from, long to, NameVisitor visitor) {
        if (!type.isSubtypeOf("set") && !type.isSubtypeOf("frozenset")) {
            return;
        }
        long first = from - block.address() <= 0 ? 0 : (from - block.address()) / 16;
        for (long i = first; i * 16 < block.bytes() && block.address() + i * 16 - to < 0; i++) {
            visitor.name(block.address() + i * 16, WORD, "slot " + i + " key");
            visitor.name(block.address() + i * 16 + 8, WORD, "slot " + i + " hash");
        }
    }
}
