package io.ouroscope.python.decode;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import io.ouroscope.python.raw.Unicode;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongCollection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a [PyType] of every type address: names, bases, slots, and the decoder that fits.
final class TypeTable {
    /// Flag of PyMemberDef (3.15): the offset counts from the end of the items.
    private static final int AFTER_ITEMS = 16;

    private static final int OBJECT_MEMBER = 6;
    private static final int OBJECT_EX_MEMBER = 16;
    private static final int MOST_MEMBERS = 1 << 14;
    private static final int LONGEST_NAME = 1024;
    /// By these PyType_FromSpec is told where the instance has its dict and the like; they are no attributes.
    private static final Set<String> LAYOUT_MEMBERS =
            Set.of("__dictoffset__", "__weaklistoffset__", "__vectorcalloffset__");

    private final Structs structs;
    private final Map<String, Decoder> decoders = new HashMap<>();
    private final Long2ObjectOpenHashMap<PyType> types = new Long2ObjectOpenHashMap<>();
    private final LongCollection addresses;
    private final Map<Long, TypeName> names;
    private final long classDealloc;
    private final List<Misfit> misfits = new ArrayList<>();
    private final Set<String> fitting = new HashSet<>();

    TypeTable(Structs structs, List<Decoder> decoders, LongCollection addresses, Map<Long, TypeName> names) {
        this.structs = structs;
        this.names = names;
        this.addresses = addresses;
        for (Decoder decoder : decoders) {
            decoder.typeNames().forEach(name -> this.decoders.put(name, decoder));
        }
        classDealloc = classDealloc();
    }

    Long2ObjectOpenHashMap<PyType> build() {
        addresses.forEach(address -> type(address, new HashSet<>()));
        return types;
    }

    /// Types in use that have a decoder which does not fit, without those that share their name with one that does:
    /// 3.14 has two types `line_iterator`.
    List<Misfit> misfits() {
        return misfits.stream()
                .filter(misfit -> !fitting.contains(misfit.typeName()))
                .toList();
    }

    /// Classes made by a class statement share one `tp_dealloc`; it is the commonest one among heap types.
    private long classDealloc() {
        var counts = new HashMap<Long, Integer>();
        addresses.forEach(type -> {
            if (structs.types.isHeapType(type)) {
                counts.merge(structs.types.dealloc(type), 1, Integer::sum);
            }
        });
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0L);
    }

    private @Nullable PyType type(long address, Set<Long> below) {
        PyType known = types.get(address);
        if (known != null || !addresses.contains(address) || !below.add(address)) {
            return known;
        }
        long baseAddress = structs.types.base(address);
        PyType base = baseAddress == 0 ? null : type(baseAddress, below);
        PyType made = make(address, base);
        types.put(address, made);
        return made;
    }

    private PyType make(long address, @Nullable PyType base) {
        boolean heapType = structs.types.isHeapType(address);
        boolean pythonMade = heapType && structs.types.dealloc(address) == classDealloc;
        TypeName told = names.get(address);
        String cName =
                told != null ? told.name() : Unicode.cString(structs.memory, structs.types.name(address), LONGEST_NAME);
        String module = "builtins";
        String qualname = "?";
        if (heapType) {
            String named = text(structs.types.qualname(address));
            qualname = named != null ? named : cName != null ? cName : "?";
            String declared = declaredModule(address);
            module = declared != null ? declared : moduleOf(cName);
            if (cName == null && !pythonMade && declared != null) {
                cName = declared + "." + qualname;
            }
        } else if (cName != null) {
            int dot = cName.lastIndexOf('.');
            module = moduleOf(cName);
            qualname = cName.substring(dot + 1);
        } else {
            qualname = "type_at_0x" + Long.toHexString(address);
        }
        String typeName = cName != null ? cName : qualname;
        Decoder decoder = pythonMade || heapType && typeName.indexOf('.') < 0 ? null : decoder(typeName, address);
        var slots = new ArrayList<PyType.Slot>();
        var numbers = new ArrayList<PyType.NumberMember>();
        SequenceFields fields = sequenceFields(address, pythonMade, base);
        slots.addAll(fields.hidden());
        if (decoder == null && (pythonMade || fields.equals(SequenceFields.NONE))) {
            readMembers(address, pythonMade, describedBytes(base), slots, numbers);
        }
        if (base != null) {
            base.slots().stream().filter(slot -> !has(slots, slot)).toList().forEach(slots::add);
            numbers.addAll(base.numbers());
        }
        return new PyType(new PyType.Parts(
                structs,
                address,
                typeName,
                module,
                qualname,
                base,
                decoder,
                List.copyOf(slots),
                List.copyOf(numbers),
                pythonMade,
                fields.names().isEmpty() && base != null ? base.itemNames() : fields.names(),
                told));
    }

    private SequenceFields sequenceFields(long type, boolean pythonMade, @Nullable PyType base) {
        if (base == null || !base.isSubtypeOf("tuple")) {
            return SequenceFields.NONE;
        }
        if (pythonMade) {
            return SequenceFields.ofNamedTuple(structs, type);
        }
        return base.typeName().equals("tuple") ? SequenceFields.ofStructSequence(structs, type) : SequenceFields.NONE;
    }

    /// Up to where a decoder knows the instances.
    private static long describedBytes(@Nullable PyType base) {
        return base == null || !base.isDescribed() ? 0 : base.decodedBy().basicSize();
    }

    /// Two names of one word are one reference.
    private static boolean has(List<PyType.Slot> slots, PyType.Slot other) {
        return slots.stream().anyMatch(slot -> slot.offset() == other.offset());
    }

    /// The decoder for a C type of this name, unless it reads a struct of another size. Types with
    /// items may count the first of them or not.
    private @Nullable Decoder decoder(String typeName, long type) {
        Decoder found = decoders.get(typeName);
        if (found == null) {
            return null;
        }
        int bytes = found.structBytes() > 0 ? found.structBytes() : NativeStructs.bytes(structs.layout, typeName);
        if (bytes == 0) {
            return found;
        }
        long basicSize = structs.types.basicSize(type);
        long difference = bytes - basicSize;
        boolean fits = difference == 0 || structs.types.itemSize(type) > 0 && difference > 0 && difference <= 16;
        boolean ready = (structs.types.flags(type) & TypeStructs.READY) != 0;
        if (fits) {
            fitting.add(typeName);
        } else if (ready) {
            String struct = found.structBytes() > 0 ? found.structName() : NativeStructs.name(typeName);
            misfits.add(new Misfit(typeName, struct, basicSize, bytes, structs.types.itemSize(type) > 0));
        }
        return fits ? found : null;
    }

    private static String moduleOf(@Nullable String cName) {
        int dot = cName == null ? -1 : cName.lastIndexOf('.');
        return cName == null || dot < 0 ? "builtins" : cName.substring(0, dot);
    }

    private @Nullable String declaredModule(long type) {
        return TypeDicts.text(structs, TypeDicts.own(structs, type, "__module__"));
    }

    private @Nullable String text(long str) {
        return structs.isNullOrObject(str) && str != 0 ? structs.unicode.read(str, LONGEST_NAME) : null;
    }

    /// Slots of classes stand in an array behind the heap type; C types name their members in `tp_members`. The
    /// members of what a decoder knows are its business.
    private void readMembers(
            long type,
            boolean pythonMade,
            long describedBytes,
            List<PyType.Slot> slots,
            List<PyType.NumberMember> numbers) {
        try {
            long at = pythonMade
                    ? type + structs.types.basicSize(structs.header.type(type))
                    : structs.types.members(type);
            long count = pythonMade ? Math.min(structs.header.length(type), MOST_MEMBERS) : MOST_MEMBERS;
            for (long i = 0; at != 0 && i < count; i++, at += TypeStructs.MEMBER_BYTES) {
                long nameAddress = structs.memory.getLong(at);
                if (nameAddress == 0) {
                    return;
                }
                String name = Unicode.cString(structs.memory, nameAddress, LONGEST_NAME);
                int kind = structs.memory.getInt(at + 8);
                long offset = structs.memory.getLong(at + 16);
                if (name == null
                        || offset < describedBytes
                        || offset < structs.header.sizeBytes()
                        || offset > structs.types.basicSize(type)
                        || LAYOUT_MEMBERS.contains(name)) {
                    continue;
                }
                if (kind == OBJECT_EX_MEMBER || kind == OBJECT_MEMBER) {
                    boolean afterItems = (structs.memory.getInt(at + 24) & AFTER_ITEMS) != 0;
                    var slot = new PyType.Slot(name, (int) offset, afterItems);
                    if (!has(slots, slot)) {
                        slots.add(slot);
                    }
                } else {
                    numbers.add(new PyType.NumberMember(name, kind, (int) offset));
                }
            }
        } catch (UnreadableAddressException e) {
            // The rest of the members is not in the snapshot; what was read stays.
        }
    }
}
