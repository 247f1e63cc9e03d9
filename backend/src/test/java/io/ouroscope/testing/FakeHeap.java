package io.ouroscope.testing;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.layout.Features;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A Python heap built in code: real bytes, written through the layout table of a chosen version.
///
/// Methods that make objects return their addresses. Types are made when they are first asked for by name. What is
/// written can be spoiled with [#poke]. No allocator is imitated: objects lie one after another, aligned to 16, with
/// what the version keeps before them.
public final class FakeHeap {
    public static final long BASE = 0x7f00_0000_0000L;
    private static final int SIZE_BYTES = 1 << 22;
    private static final long CLASS_DEALLOC = 0x5500_0000_1234L;
    private static final long SMALLEST_KEY_LOG2 = 3;

    /// How a native type's instances are laid out.
    private record Native(String struct, boolean gc, int itemSize, long flags) {}

    private static final Map<String, Native> NATIVES = Map.ofEntries(
            Map.entry("NoneType", new Native("PyObject", false, 0, 0)),
            Map.entry("bool", new Native("PyLongObject", false, 4, 1L << 24)),
            Map.entry("int", new Native("PyLongObject", false, 4, 1L << 24)),
            Map.entry("float", new Native("PyFloatObject", false, 0, 0)),
            Map.entry("str", new Native("PyUnicodeObject", false, 0, 1L << 28)),
            Map.entry("bytes", new Native("PyBytesObject", false, 1, 1L << 27)),
            Map.entry("list", new Native("PyListObject", true, 0, 1L << 25)),
            Map.entry("dict", new Native("PyDictObject", true, 0, 1L << 29)),
            Map.entry("set", new Native("PySetObject", true, 0, 0)),
            Map.entry("cell", new Native("PyCellObject", true, 0, 0)),
            Map.entry("method", new Native("PyMethodObject", true, 0, 0)),
            Map.entry("slice", new Native("PySliceObject", true, 0, 0)),
            Map.entry("collections.deque", new Native("dequeobject", true, 0, 0)),
            Map.entry("_asyncio.Future", new Native("FutureObj", true, 0, 0)),
            Map.entry("_asyncio.Task", new Native("TaskObj", true, 0, 0)));

    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Layout layout;
    private final Features features;
    private final Map<String, Long> types = new HashMap<>();
    private final LongOpenHashSet typeAddresses = new LongOpenHashSet();
    private int next = 4096;

    private FakeHeap(Layout layout) {
        this.layout = layout;
        features = layout.features();
        StructLayout heapType = layout.struct("PyHeapTypeObject");
        int typeBytes = layout.struct("PyTypeObject").sizeBytes();
        long type = allocate(0, typeBytes);
        long object = allocate(0, typeBytes);
        long tuple = allocate(0, typeBytes);
        types.put("type", type);
        types.put("object", object);
        types.put("tuple", tuple);
        writeType(object, "object", 0, headerBytes(), 0, TypeStructs.READY);
        writeType(
                tuple,
                "tuple",
                object,
                layout.offset("PyTupleObject", "ob_item"),
                8,
                TypeStructs.READY | TypeStructs.HAVE_GC | 1L << 26);
        writeType(
                type,
                "type",
                object,
                heapType.sizeBytes(),
                40,
                TypeStructs.READY
                        | TypeStructs.HAVE_GC
                        | TypeStructs.TYPE_SUBCLASS
                        | (features.typeFlags() == Features.TypeFlags.WITHOUT_VECTORCALL ? 0 : 1L << 11));
        setMro(object, object);
        setMro(tuple, tuple, object);
        setMro(type, type, object);
    }

    /// @param key of a layout table, like `3.12.1`
    public static FakeHeap of(String key) {
        return of(Layouts.load(key));
    }

    /// A heap of a version that nobody measured: a table that was changed.
    public static FakeHeap of(Layout layout) {
        return new FakeHeap(layout);
    }

    public Layout layout() {
        return layout;
    }

    public Memory memory() {
        MemorySegment segment = MemorySegment.ofArray(bytes.array());
        return new SegmentedMemory(List.of(new Region(BASE, BASE + SIZE_BYTES, true, false, "", segment)));
    }

    /// The reader of what has been written so far.
    public Heap heap() {
        var structs = new Structs(memory(), layout);
        structs.knowTypes(typeAddresses);
        return new Heap(structs, typeAddresses);
    }

    public void poke(long address, long word) {
        bytes.putLong((int) (address - BASE), word);
    }

    public void pokeByte(long address, int value) {
        bytes.put((int) (address - BASE), (byte) value);
    }

    public long peek(long address) {
        return bytes.getLong((int) (address - BASE));
    }

    /// Bytes in use, for tests that spoil all of them.
    public int usedBytes() {
        return next;
    }

    private int headerBytes() {
        return layout.struct("PyObject").sizeBytes();
    }

    private long allocate(int before, long size) {
        next = next + 15 & ~15;
        long address = BASE + next + before;
        next = Math.toIntExact(next + before + size);
        return address;
    }

    private void set(String struct, String field, long object, long value) {
        Field place = layout.struct(struct).field(field);
        int at = (int) (object - BASE) + place.offset();
        if (place.bits() > 0) {
            long mask = (1L << place.bits()) - 1 << place.firstBit();
            int storage = place.size() == 1 ? bytes.get(at) & 0xff : bytes.getInt(at);
            long changed = storage & ~mask | value << place.firstBit() & mask;
            if (place.size() == 1) {
                bytes.put(at, (byte) changed);
            } else {
                bytes.putInt(at, (int) changed);
            }
            return;
        }
        switch (place.size()) {
            case 1 -> bytes.put(at, (byte) value);
            case 2 -> bytes.putShort(at, (short) value);
            case 4 -> bytes.putInt(at, (int) value);
            default -> bytes.putLong(at, value);
        }
    }

    private void writeHeader(long object, long type, long count) {
        if (features.references() == Features.References.BIASED) {
            set("PyObject", "ob_ref_local", object, count);
        } else {
            poke(object, count);
        }
        set("PyObject", "ob_type", object, type);
    }

    /// A C string for a field that a test pokes.
    public long cText(String text) {
        return cString(text);
    }

    private long cString(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        long address = allocate(0, utf8.length + 1L);
        bytes.put((int) (address - BASE), utf8);
        return address;
    }

    private void writeType(long type, String name, long base, long basicSize, long itemSize, long flags) {
        writeHeader(type, types.get("type"), 7);
        set("PyTypeObject", "tp_name", type, cString(name));
        set("PyTypeObject", "tp_basicsize", type, basicSize);
        set("PyTypeObject", "tp_itemsize", type, itemSize);
        set("PyTypeObject", "tp_flags", type, flags);
        set("PyTypeObject", "tp_base", type, base);
        typeAddresses.add(type);
    }

    private void setMro(long type, long... mro) {
        set("PyTypeObject", "tp_mro", type, tuple(mro));
    }

    /// The native type of this C name, made on first use.
    public long type(String name) {
        Long known = types.get(name);
        if (known != null) {
            return known;
        }
        Native shape = NATIVES.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("FakeHeap does not know " + name);
        }
        long base = name.equals("bool") ? type("int") : type("object");
        long type = allocate(0, layout.struct("PyTypeObject").sizeBytes());
        types.put(name, type);
        long size = name.equals("tuple") ? layout.offset("PyTupleObject", "ob_item") : basicSize(name, shape);
        writeType(
                type,
                name,
                base,
                size,
                shape.itemSize(),
                TypeStructs.READY | shape.flags() | (shape.gc() ? TypeStructs.HAVE_GC : 0));
        setMro(type, type, types.get("object"));
        return type;
    }

    private long basicSize(String name, Native shape) {
        return switch (name) {
            case "int", "bool" -> layout.struct("PyLongObject").sizeBytes() - 8L;
            case "bytes" -> layout.offset("PyBytesObject", "ob_sval") + 1L;
            default -> layout.struct(shape.struct()).sizeBytes();
        };
    }

    private int gcBytes() {
        return features.gcHead() ? 16 : 0;
    }

    private long object(String typeName, long size) {
        long type = type(typeName);
        Native shape = NATIVES.get(typeName);
        long object = allocate(shape != null && shape.gc() ? gcBytes() : 0, size);
        writeHeader(object, type, 1);
        return object;
    }

    private long object(String typeName) {
        return object(typeName, layout.struct(NATIVES.get(typeName).struct()).sizeBytes());
    }

    public long none() {
        Long known = types.get("None");
        if (known != null) {
            return known;
        }
        long none = object("NoneType", headerBytes());
        types.put("None", none);
        return none;
    }

    public long integer(long value) {
        long magnitude = Math.abs(value);
        int digits = (64 - Long.numberOfLeadingZeros(magnitude) + 29) / 30;
        boolean tagged = features.integers() == Features.Integers.TAGGED;
        StructLayout struct = layout.struct("PyLongObject");
        int digitsOffset = tagged ? struct.offset("long_value.ob_digit") : struct.offset("ob_digit");
        long object = object("int", digitsOffset + 4L * Math.max(1, digits));
        if (tagged) {
            set("PyLongObject", "long_value.lv_tag", object, (long) digits << 3 | (value < 0 ? 2 : value == 0 ? 1 : 0));
        } else {
            set("PyVarObject", "ob_size", object, value < 0 ? -digits : digits);
        }
        for (int i = 0; i < digits; i++) {
            bytes.putInt((int) (object - BASE) + digitsOffset + 4 * i, (int) (magnitude >>> 30 * i & (1 << 30) - 1));
        }
        return object;
    }

    public long real(double value) {
        long object = object("float");
        set("PyFloatObject", "ob_fval", object, Double.doubleToRawLongBits(value));
        return object;
    }

    /// A compact str in the narrowest form that holds `text`.
    public long str(String text) {
        int[] points = text.codePoints().toArray();
        int widest = text.codePoints().max().orElse(0);
        boolean ascii = widest < 0x80;
        int width = widest < 0x100 ? 1 : widest < 0x10000 ? 2 : 4;
        int head = layout.struct(ascii ? "PyASCIIObject" : "PyCompactUnicodeObject")
                .sizeBytes();
        long object = object("str", head + (points.length + 1L) * width);
        set("PyASCIIObject", "length", object, points.length);
        set("PyASCIIObject", "hash", object, -1);
        set("PyASCIIObject", "state.kind", object, width);
        set("PyASCIIObject", "state.compact", object, 1);
        set("PyASCIIObject", "state.ascii", object, ascii ? 1 : 0);
        if (layout.struct("PyASCIIObject").has("state.ready")) {
            set("PyASCIIObject", "state.ready", object, 1);
        }
        for (int i = 0; i < points.length; i++) {
            int at = (int) (object - BASE) + head + i * width;
            switch (width) {
                case 1 -> bytes.put(at, (byte) points[i]);
                case 2 -> bytes.putShort(at, (short) points[i]);
                default -> bytes.putInt(at, points[i]);
            }
        }
        return object;
    }

    public long bytes(byte... content) {
        int data = layout.offset("PyBytesObject", "ob_sval");
        long object = object("bytes", data + content.length + 1L);
        set("PyVarObject", "ob_size", object, content.length);
        bytes.put((int) (object - BASE) + data, content);
        return object;
    }

    private long array(long... words) {
        long before = features.references() == Features.References.BIASED ? 8 : 0;
        long block = allocate(0, before + 8L * words.length);
        if (before > 0) {
            poke(block, words.length);
        }
        for (int i = 0; i < words.length; i++) {
            poke(block + before + 8L * i, words[i]);
        }
        return block + before;
    }

    public long list(long... items) {
        long object = object("list");
        set("PyVarObject", "ob_size", object, items.length);
        set("PyListObject", "allocated", object, items.length);
        set("PyListObject", "ob_item", object, items.length == 0 ? 0 : array(items));
        return object;
    }

    public long tuple(long... items) {
        int first = layout.offset("PyTupleObject", "ob_item");
        long object = allocate(gcBytes(), first + 8L * Math.max(1, items.length));
        writeHeader(object, type("tuple"), 1);
        set("PyVarObject", "ob_size", object, items.length);
        for (int i = 0; i < items.length; i++) {
            poke(object + first + 8L * i, items[i]);
        }
        return object;
    }

    /// A set with the items in the first slots of its own small table.
    public long set(long... items) {
        long object = object("set");
        long table = object + layout.offset("PySetObject", "smalltable");
        set("PySetObject", "mask", object, 7);
        set("PySetObject", "used", object, items.length);
        set("PySetObject", "fill", object, items.length);
        set("PySetObject", "table", object, table);
        for (int i = 0; i < items.length; i++) {
            poke(table + 16L * i, items[i]);
            poke(table + 16L * i + 8, 1000 + i);
        }
        return object;
    }

    public long cell(long contents) {
        long object = object("cell");
        set("PyCellObject", "ob_ref", object, contents);
        return object;
    }

    /// A future or task of `_asyncio`, all fields 0 but those given as C name and value in turn.
    public long future(boolean task, Map<String, Long> fields) {
        long future = object(task ? "_asyncio.Task" : "_asyncio.Future");
        fields.forEach((field, value) -> set(task ? "TaskObj" : "FutureObj", field, future, value));
        return future;
    }

    /// A combined dict: keys and values in turn.
    public long dict(long... keysAndValues) {
        int count = keysAndValues.length / 2;
        long keys = keys(0, 1, count);
        for (int i = 0; i < count; i++) {
            long entry = entries(keys) + 24L * i;
            poke(entry + 8, keysAndValues[2 * i]);
            poke(entry + 16, keysAndValues[2 * i + 1]);
        }
        return dict(count, keys, 0);
    }

    private long dict(int used, long keys, long values) {
        long object = object("dict");
        set("PyDictObject", "ma_used", object, used);
        set("PyDictObject", "ma_keys", object, keys);
        set("PyDictObject", "ma_values", object, values);
        return object;
    }

    private int log2(int count) {
        int log2 = (int) SMALLEST_KEY_LOG2;
        while ((1 << log2) * 2 / 3 < count) {
            log2++;
        }
        return log2;
    }

    /// A key table of `kind` with `count` entries, all of them used.
    private long keys(int kind, long references, int count) {
        int log2 = log2(count);
        int slots = 1 << log2;
        int header = layout.offset("PyDictKeysObject", "dk_indices");
        boolean kinds = features.keys() == Features.DictKeys.KIND;
        int entryBytes = kinds && kind != 0 ? 16 : 24;
        long keys = allocate(0, header + slots + (long) (slots * 2 / 3) * entryBytes);
        set("PyDictKeysObject", "dk_refcnt", keys, references);
        set("PyDictKeysObject", "dk_usable", keys, slots * 2 / 3 - count);
        set("PyDictKeysObject", "dk_nentries", keys, count);
        if (kinds) {
            set("PyDictKeysObject", "dk_log2_size", keys, log2);
            set("PyDictKeysObject", "dk_log2_index_bytes", keys, log2);
            set("PyDictKeysObject", "dk_kind", keys, kind);
        } else {
            set("PyDictKeysObject", "dk_size", keys, slots);
        }
        return keys;
    }

    private long entries(long keys) {
        int header = layout.offset("PyDictKeysObject", "dk_indices");
        boolean kinds = features.keys() == Features.DictKeys.KIND;
        long slots = kinds
                ? 1L << bytes.get((int) (keys - BASE) + layout.offset("PyDictKeysObject", "dk_log2_size"))
                : peek(keys + layout.offset("PyDictKeysObject", "dk_size"));
        return keys + header + slots;
    }

    /// A type made in C with `basicSize` bytes on top of `base` (0: `object`) that no decoder knows.
    public long nativeType(String name, long base, long basicSize, long itemSize) {
        long type = allocate(0, layout.struct("PyTypeObject").sizeBytes());
        long object = types.get("object");
        writeType(type, name, base == 0 ? object : base, basicSize, itemSize, TypeStructs.READY);
        if (base == 0) {
            setMro(type, type, object);
        } else {
            setMro(type, type, base, object);
        }
        return type;
    }

    /// Sets a field of a type by its C name.
    public void setTypeField(long type, String field, long value) {
        set("PyTypeObject", field, type, value);
    }

    /// `tp_members` of a type made in C: one object member (T_OBJECT_EX) of this name and offset.
    public void addObjectMember(long type, String name, long offset) {
        long text = cString(name);
        long members = allocate(0, 2L * TypeStructs.MEMBER_BYTES);
        poke(members, text);
        poke(members + 8, 16);
        poke(members + 16, offset);
        set("PyTypeObject", "tp_members", type, members);
    }

    /// An object of a type made in C: its head, then `words`; a length of `length` items follows the head if the type
    /// has items.
    public long nativeObject(long type, long length, long... words) {
        boolean items = peek(type + layout.offset("PyTypeObject", "tp_itemsize")) > 0;
        int head = headerBytes() + (items ? 8 : 0);
        long object = allocate(
                0, Math.max(head + 8L * words.length, peek(type + layout.offset("PyTypeObject", "tp_basicsize"))));
        writeHeader(object, type, 1);
        if (items) {
            set("PyVarObject", "ob_size", object, length);
        }
        for (int i = 0; i < words.length; i++) {
            poke(object + head + 8L * i, words[i]);
        }
        return object;
    }

    /// Makes an object count `references`.
    public void count(long object, long references) {
        boolean biased = features.references() == Features.References.BIASED;
        bytes.putInt(
                (int) (object - BASE) + (biased ? layout.offset("PyObject", "ob_ref_local") : 0), (int) references);
    }

    /// A class made in Python on top of `object`, whose instances have these attributes.
    public long pythonClass(String name, String... attributes) {
        long type = allocate(gcBytes(), layout.struct("PyHeapTypeObject").sizeBytes());
        long flags = TypeStructs.READY | TypeStructs.HAVE_GC | TypeStructs.HEAP_TYPE;
        long size = headerBytes();
        long dictOffset = 0;
        switch (features.attributes()) {
            case DICT_OFFSET -> {
                dictOffset = size;
                size += 16;
            }
            case VALUES_POINTER -> {
                flags |= TypeStructs.MANAGED_DICT;
                dictOffset = -24;
            }
            case TAGGED_WORD -> {
                flags |= TypeStructs.MANAGED_DICT | TypeStructs.MANAGED_WEAKREF;
                dictOffset = -1;
            }
            case INLINE -> {
                flags |= TypeStructs.MANAGED_DICT | TypeStructs.MANAGED_WEAKREF | TypeStructs.INLINE_VALUES;
                dictOffset = -1;
            }
        }
        writeType(type, name, types.get("object"), size, 0, flags);
        set("PyTypeObject", "tp_dealloc", type, CLASS_DEALLOC);
        set("PyTypeObject", "tp_dictoffset", type, dictOffset);
        set("PyTypeObject", "tp_dict", type, dict(str("__module__"), str("app")));
        set("PyHeapTypeObject", "ht_name", type, str(name));
        set("PyHeapTypeObject", "ht_qualname", type, str(name));
        setMro(type, type, types.get("object"));
        boolean kinds = features.keys() == Features.DictKeys.KIND;
        long keys = keys(kinds ? 2 : 0, 2, attributes.length);
        for (int i = 0; i < attributes.length; i++) {
            poke(entries(keys) + (kinds ? 16L * i : 24L * i + 8), str(attributes[i]));
        }
        set("PyHeapTypeObject", "ht_cached_keys", type, keys);
        return type;
    }

    /// An instance with a value for each attribute of its class, in order; 0 leaves one unset.
    public long instance(long type, long... values) {
        long keys = peek(type + layout.offset("PyHeapTypeObject", "ht_cached_keys"));
        boolean words = features.attributes() != Features.Attributes.DICT_OFFSET;
        long size = peek(type + layout.offset("PyTypeObject", "tp_basicsize"));
        int capacity = (1 << log2(values.length)) * 2 / 3;
        long object = allocate(gcBytes() + (words ? 16 : 0), size + 8 + 8L * capacity + capacity);
        writeHeader(object, type, 1);
        int used = (int)
                java.util.Arrays.stream(values).filter(value -> value != 0).count();
        switch (features.attributes()) {
            case DICT_OFFSET -> poke(object + size - 16, dict(used, keys, array(values)));
            case VALUES_POINTER -> poke(object - 32, oldValues(values, used));
            case TAGGED_WORD -> poke(object - 24, oldValues(values, used) - 1);
            case INLINE -> {
                long inline = object + size;
                pokeByte(inline, capacity);
                pokeByte(inline + 1, used);
                pokeByte(inline + 2, 1);
                pokeByte(inline + 3, 1);
                for (int i = 0; i < values.length; i++) {
                    poke(inline + 8 + 8L * i, values[i]);
                }
                writeOrder(inline + 8 + 8L * capacity, 1, values);
            }
        }
        return object;
    }

    /// 3.11 and 3.12: the insertion order stands before the values, downwards.
    private long oldValues(long[] values, int used) {
        int prefix = values.length + 2 + 7 & ~7;
        long block = allocate(0, prefix + 8L * values.length);
        long array = block + prefix;
        pokeByte(array - 1, prefix);
        pokeByte(array - 2, used);
        writeOrder(array - 3, -1, values);
        for (int i = 0; i < values.length; i++) {
            poke(array + 8L * i, values[i]);
        }
        return array;
    }

    private void writeOrder(long at, int direction, long[] values) {
        int position = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                pokeByte(at + (long) direction * position++, i);
            }
        }
    }
}
