package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongCollection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every object of the target by its address: type, value, references, attributes, sizes.
///
/// Stateless after construction and safe for any number of threads. It answers for any address; which addresses are
/// objects is the census's business. A fault while an object is read never escapes: values become
/// [PyValue.Broken], visits stop early and say so by returning false.
public final class Heap {
    private static final int POINTER_BYTES = 8;
    /// Blocks up to this size come from pymalloc, in steps of 16; larger ones from malloc, with 8 bytes before.
    private static final int LARGEST_SMALL_BLOCK = 512;

    private final Structs structs;
    private final Attributes attributes;
    private final Long2ObjectOpenHashMap<PyType> types;
    private final List<PyType> sortedTypes;
    private final List<Misfit> misfits;
    private final ConservativeScan scan;

    /// Until the census is known, whatever looks like an object.
    private volatile KnownObjects objects = new KnownObjects() {
        @Override
        public boolean contains(long address) {
            return structs().isObject(address);
        }

        @Override
        public long after(long object) {
            return 0;
        }
    };

    public Heap(Structs structs, LongCollection typeAddresses) {
        this(structs, typeAddresses, Map.of());
    }

    /// @param names of static types whose own name is not in the snapshot
    public Heap(Structs structs, LongCollection typeAddresses, Map<Long, TypeName> names) {
        this.structs = structs;
        attributes = new Attributes(structs);
        var table = new TypeTable(structs, Decoders.of(structs, names), typeAddresses, names);
        types = table.build();
        misfits = table.misfits();
        scan = new ConservativeScan(structs, attributes, types);
        var sorted = new ArrayList<>(types.values());
        sorted.sort(Comparator.comparingLong(PyType::address));
        sortedTypes = Collections.unmodifiableList(sorted);
    }

    /// Tells which addresses hold objects; until then references nobody described may lead to what only looks like one.
    public void knowObjects(KnownObjects known) {
        objects = known;
    }

    public Memory memory() {
        return structs.memory;
    }

    public Layout layout() {
        return structs.layout;
    }

    public Structs structs() {
        return structs;
    }

    /// Types that are laid out in another way than the table has it.
    public List<Misfit> misfits() {
        return misfits;
    }

    /// All types, by address.
    public List<PyType> types() {
        return sortedTypes;
    }

    /// The type at this address, null if none is known there.
    public @Nullable PyType type(long type) {
        return types.get(type);
    }

    /// The type of the object at this address, null if no object can be there.
    public @Nullable PyType typeOf(long object) {
        if (object == 0 || (object & 7) != 0 || !structs.memory.isReadable(object, structs.header.sizeBytes())) {
            return null;
        }
        return types.get(structs.header.type(object));
    }

    /// Whether an object of `type` can be here: readable, and its type's rules hold.
    public boolean isValid(long object, PyType type) {
        try {
            return structs.memory.isReadable(object, type.basicSize())
                    && structs.header.hasPlausibleCount(object)
                    && hasValidSlots(object, type)
                    && hasValidDict(object, type)
                    && type.decoder().isValid(object)
                    && (type.itemSize() == 0 || structs.memory.isReadable(object, bodyBytes(object, type)));
        } catch (UnreadableAddressException e) {
            return false;
        }
    }

    private boolean hasValidDict(long object, PyType type) {
        if (!ownsInstanceDict(type)) {
            return true;
        }
        long dict = attributes.dict(object, type);
        return dict == 0 || structs.isObject(dict);
    }

    private boolean hasValidSlots(long object, PyType type) {
        for (PyType.Slot slot : type.slots()) {
            long target = structs.memory.getLong(type.slotAddress(object, slot));
            if (target != 0 && ((target & 7) != 0 || !structs.memory.isReadable(target, 16))) {
                return false;
            }
        }
        return true;
    }

    public PyValue value(long object) {
        PyType type = typeOf(object);
        if (type == null) {
            boolean readable = structs.memory.isReadable(object, structs.header.sizeBytes());
            return readable
                    ? new PyValue.Broken(Fault.NO_TYPE, object, "no known type is where an object's type should be")
                    : new PyValue.Broken(Fault.UNREADABLE, object, "its bytes are not in the snapshot");
        }
        try {
            if (!isValid(object, type)) {
                return new PyValue.Broken(Fault.INVALID, object, "its fields do not fit " + type.name());
            }
            return type.decoder().value(object);
        } catch (UnreadableAddressException e) {
            return new PyValue.Broken(Fault.UNREADABLE, object, e.getMessage());
        }
    }

    /// Reports all references of an object: its decoder's, slots, attributes, words nobody has described, and its type
    /// if
    /// that is counted.
    ///
    /// @return false if no valid object is there or reading stopped at a fault; what was reported before stands
    public boolean references(long object, ReferenceSink sink) {
        PyType type = typeOf(object);
        return type != null && isValid(object, type) && references(object, type, sink);
    }

    /// As above, of an object known to be valid.
    public boolean references(long object, PyType type, ReferenceSink sink) {
        try {
            type.decoder().references(object, sink);
            for (PyType.Slot slot : type.slots()) {
                long target = structs.memory.getLong(type.slotAddress(object, slot));
                if (target != 0) {
                    sink.field(slot.name(), target);
                }
            }
            instanceDict(object, type, sink);
            scan.visit(object, type, objects, sink::conservative);
            if (type.isHeapType()) {
                sink.type(type.address());
            }
            return true;
        } catch (UnreadableAddressException e) {
            return false;
        }
    }

    /// Visits the words of a valid object that nobody has described and that are addresses of objects, in the order in
    /// which [#references] reports them.
    public void conservativeReferences(long object, PyType type, WordVisitor visitor) {
        try {
            scan.visit(object, type, objects, visitor);
        } catch (UnreadableAddressException e) {
            // The rest of the object is not in the snapshot; what was visited stays.
        }
    }

    /// The dict pointer of a C struct is its decoder's to report; here come those that classes add, and managed
    /// ones.
    private static boolean ownsInstanceDict(PyType type) {
        PyType decoded = type.decodedBy();
        return isManaged(type) || !type.isDescribed() || type != decoded && type.dictOffset() != decoded.dictOffset();
    }

    private void instanceDict(long object, PyType type, ReferenceSink sink) {
        if (!ownsInstanceDict(type)) {
            return;
        }
        long dict = attributes.dict(object, type);
        if (dict != 0) {
            sink.field("__dict__", dict);
        } else {
            attributes.visitValues(object, type, (index, name, value) -> {
                sink.attribute(name, value);
                return true;
            });
        }
    }

    private static boolean isManaged(PyType type) {
        return (type.flags() & io.ouroscope.python.raw.TypeStructs.MANAGED_DICT) != 0;
    }

    /// Visits attributes with their names: first what is in the dict or the values, then slots and members.
    ///
    /// @return false if reading stopped at a fault or the visitor had enough
    public boolean attributes(long object, AttributeVisitor visitor) {
        PyType type = typeOf(object);
        if (type == null) {
            return false;
        }
        boolean[] wanted = {true};
        try {
            attributes.visit(object, type, (index, name, value) -> {
                String text = structs.isObject(name) ? structs.unicode.read(name, 256) : null;
                wanted[0] = visitor.attribute(text == null ? "?" : text, value);
                return wanted[0];
            });
            for (PyType.Slot slot : type.slots()) {
                long value = structs.memory.getLong(type.slotAddress(object, slot));
                if (wanted[0] && value != 0) {
                    wanted[0] = visitor.attribute(slot.name(), value);
                }
            }
        } catch (UnreadableAddressException e) {
            return false;
        }
        return wanted[0];
    }

    /// The attribute `name` of the instance itself, not of its class; 0 if it is not there.
    public long attribute(long object, String name) {
        long[] found = {0};
        attributes(object, (attribute, value) -> {
            if (attribute.equals(name)) {
                found[0] = value;
                return false;
            }
            return true;
        });
        return found[0];
    }

    /// The dict that holds the object's attributes, 0 if it has none (yet).
    public long instanceDict(long object) {
        PyType type = typeOf(object);
        try {
            long dict = type == null || !isValid(object, type) ? 0 : attributes.dict(object, type);
            return structs.isObject(dict) ? dict : 0;
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    /// Numbers and flags of the object that are no references, as Python text.
    public void facts(long object, FactSink sink) {
        PyType type = typeOf(object);
        if (type == null || !isValid(object, type)) {
            return;
        }
        try {
            type.decoder().facts(object, sink);
            for (PyType.NumberMember member : type.numbers()) {
                NumberMembers.report(structs.memory, object, member, sink);
            }
        } catch (UnreadableAddressException e) {
            sink.fact("unreadable", e.getMessage());
        }
    }

    /// How many items a container has, -1 for other objects.
    public long itemCount(long object) {
        PyType type = typeOf(object);
        try {
            return type == null || !isValid(object, type) ? -1 : type.decoder().itemCount(object);
        } catch (UnreadableAddressException e) {
            return -1;
        }
    }

    /// Visits the items of a container with index in `[from, to)`; keys are 0 where there are none.
    ///
    /// @return false if reading stopped at a fault
    public boolean items(long object, long from, long to, EntryVisitor visitor) {
        PyType type = typeOf(object);
        if (type == null) {
            return false;
        }
        try {
            if (isValid(object, type)) {
                type.decoder().items(object, from, to, visitor);
            }
            return true;
        } catch (UnreadableAddressException e) {
            return false;
        }
    }

    /// The text of the str at this address, cut after `maxCharacters`; null if no str is there.
    public @Nullable String text(long str, int maxCharacters) {
        PyType type = typeOf(str);
        if (type == null || !type.isSubtypeOf("str")) {
            return null;
        }
        try {
            return structs.unicode.read(str, maxCharacters);
        } catch (UnreadableAddressException e) {
            return null;
        }
    }

    /// Reports where a text or string of bytes has its characters.
    ///
    /// @return false if no valid one is there, or reading stopped at a fault
    public boolean payload(long object, PyType type, PayloadSink sink) {
        try {
            if (!type.hasPayload() || !type.decoder().isValid(object)) {
                return false;
            }
            type.decoder().payload(object, sink);
            return true;
        } catch (UnreadableAddressException e) {
            return false;
        }
    }

    /// Finds the attribute, field or fact of this name in one object after another.
    public NamedAttribute attributeNamed(String name) {
        return new NamedAttribute(structs, attributes, name);
    }

    /// The int at this address, or `otherwise` if none is there or it does not fit.
    public long integer(long integer, long otherwise) {
        PyType type = typeOf(integer);
        if (type == null || !type.isSubtypeOf("int")) {
            return otherwise;
        }
        try {
            return structs.integers.isValid(integer) ? structs.integers.readLong(integer, otherwise) : otherwise;
        } catch (UnreadableAddressException e) {
            return otherwise;
        }
    }

    /// References that the object itself counts, -1 if it is immortal.
    public long referenceCount(long object) {
        return structs.header.referenceCount(object);
    }

    /// As sys.getsizeof says, 0 where it cannot be told.
    public long sizeBytes(long object) {
        PyType type = typeOf(object);
        if (type == null) {
            return 0;
        }
        try {
            return type.decoder().sizeBytes(object, type) + attributes.sizeExtra(object, type);
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    /// Bytes before the object that belong to its block: the collector's head, dict and weak reference words; 0 where
    /// it cannot be told.
    public long bytesBefore(long object, PyType type) {
        try {
            return attributes.bytesBefore(object, type);
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    /// Bytes of the object itself, from its address on, without the blocks it owns; 0 where it cannot be told.
    public long bodyBytes(long object, PyType type) {
        try {
            return type.decoder().bodyBytes(object, type);
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    /// What the object really occupies: its block with what lies before and behind it, rounded as the allocator
    /// does, and the blocks it owns.
    public long memoryBytes(long object) {
        PyType type = typeOf(object);
        if (type == null) {
            return 0;
        }
        try {
            long[] owned = {0};
            blocks(object, type, (address, bytes) -> owned[0] += rounded(bytes));
            return rounded(ownBytes(object, type)) + owned[0];
        } catch (UnreadableAddressException e) {
            return sizeBytes(object);
        }
    }

    /// Bytes of the object's own block: what lies before it, itself, and attributes kept behind it.
    public long ownBytes(long object, PyType type) {
        long body = Math.max(bodyBytes(object, type), structs.header.sizeBytes());
        return bytesBefore(object, type) + body + attributes.inlineBytes(type);
    }

    /// Reports the blocks that an object owns besides its own: its decoder's, and that of its attributes' values.
    ///
    /// @throws UnreadableAddressException when reading stops at a fault; what was reported before stands
    public void blocks(long object, PyType type, BlockSink sink) {
        type.decoder().blocks(object, sink);
        long values = attributes.values(object, type);
        if (values != 0 && attributes.inlineBytes(type) == 0) {
            // The byte before the values says how many bytes the block has before them.
            long before = structs.memory.getUnsignedByte(values - 1);
            long capacity = structs.dicts.sharedCapacity(structs.types.cachedKeys(type.address()));
            sink.block(values - before, before + POINTER_BYTES * capacity);
        }
    }

    private static long rounded(long bytes) {
        return bytes <= LARGEST_SMALL_BLOCK ? bytes + 15 & ~15L : bytes + 8 + 15 & ~15L;
    }
}
