package io.ouroscope.python.decode;

import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.Unicode;
import java.util.List;
import java.util.Map;

/// Types: static C types and heap types, classes and metaclasses.
final class TypeDecoder implements Decoder {
    private static final int LONGEST_NAME = 1024;

    private final Structs structs;
    private final Map<Long, TypeName> names;
    private final Fields typeFields;
    private final Fields heapFields;

    /// @param names of static types whose own name is not in the snapshot
    TypeDecoder(Structs structs, Map<Long, TypeName> names) {
        this.structs = structs;
        this.names = names;
        // tp_subclasses of static types is an index since 3.12, tp_weaklist is no counted reference.
        typeFields = new Fields(structs, "PyTypeObject", "tp_", "tp_subclasses", "tp_weaklist");
        heapFields = new Fields(structs, "PyHeapTypeObject", "ht_");
    }

    @Override
    public List<String> typeNames() {
        return List.of("type");
    }

    @Override
    public boolean isValid(long type) {
        return structs.types.isPlausible(type);
    }

    @Override
    public PyValue value(long type) {
        String name = null;
        if (structs.types.isHeapType(type)) {
            name = TypeDicts.text(structs, structs.types.qualname(type));
            String module = TypeDicts.text(structs, TypeDicts.own(structs, type, "__module__"));
            name = name == null || module == null || module.equals("builtins") ? name : module + "." + name;
        }
        TypeName told = names.get(type);
        if (name == null && told != null) {
            name = told.name();
        }
        if (name == null) {
            name = Unicode.cString(structs.memory, structs.types.name(type), LONGEST_NAME);
        }
        return new PyValue.Named("class", name == null ? "type at 0x" + Long.toHexString(type) : name);
    }

    @Override
    public void references(long type, ReferenceSink sink) {
        typeFields.report(type, sink);
        if (!structs.types.isHeapType(type)) {
            return;
        }
        heapFields.report(type, sink);
        long keys = structs.types.cachedKeys(type);
        if (keys != 0 && structs.dicts.isValidKeys(keys)) {
            long count = structs.dicts.entryCount(keys);
            for (long i = 0; i < count; i++) {
                long key = structs.dicts.key(keys, i);
                if (key != 0) {
                    sink.field("instance attribute name", key);
                }
            }
        }
    }

    /// A metaclass's additions are not counted, nor are the slots' member definitions.
    @Override
    public long sizeBytes(long type, PyType metatype) {
        if (!structs.types.isHeapType(type)) {
            return structs.types.sizeBytes();
        }
        return structs.types.heapSizeBytes() + cachedKeysBytes(type);
    }

    @Override
    public void blocks(long type, BlockSink sink) {
        if (structs.types.isHeapType(type) && cachedKeysBytes(type) > 0) {
            sink.block(structs.types.cachedKeys(type), cachedKeysBytes(type));
        }
    }

    private long cachedKeysBytes(long type) {
        long keys = structs.types.cachedKeys(type);
        return keys != 0 && structs.dicts.isValidKeys(keys) ? structs.dicts.keysBytes(keys) : 0;
    }

    /// How the name of a static type is known where the snapshot does not have it.
    @Override
    public void facts(long type, FactSink sink) {
        TypeName told = names.get(type);
        if (told != null) {
            sink.fact("name", (told.certain() ? "certain: " : "likely: ") + told.evidence());
        }
    }
}
