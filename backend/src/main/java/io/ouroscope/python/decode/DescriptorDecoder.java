package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.Unicode;
import java.util.List;

/// Attributes and methods of C types as they stand in the type's dict: they know their type and name.
final class DescriptorDecoder implements Decoder {
    private static final int LONGEST_NAME = 256;

    private final Structs structs;
    private final Memory memory;
    private final List<String> typeNames;
    private final String kind;
    private final Fields fields;
    private final int nameOffset;
    private final int typeOffset;

    /// @param kind how Python calls them
    DescriptorDecoder(Structs structs, String struct, String kind, String... typeNames) {
        this.structs = structs;
        this.kind = kind;
        this.typeNames = List.of(typeNames);
        memory = structs.memory;
        fields = new Fields(structs, struct, "d_");
        nameOffset = structs.layout.offset("PyDescrObject", "d_name");
        typeOffset = structs.layout.offset("PyDescrObject", "d_type");
    }

    @Override
    public List<String> typeNames() {
        return typeNames;
    }

    @Override
    public boolean isValid(long descriptor) {
        return fields.areValid(descriptor);
    }

    @Override
    public PyValue value(long descriptor) {
        long type = memory.getLong(descriptor + typeOffset);
        String name = TypeDicts.text(structs, memory.getLong(descriptor + nameOffset));
        String owner = type == 0 ? null : Unicode.cString(memory, structs.types.name(type), LONGEST_NAME);
        if (name == null || owner == null) {
            return new PyValue.Summary(kind, fields.members(descriptor));
        }
        return new PyValue.Parts(
                List.of(PyValue.Member.text("", "<" + kind + " '" + name + "' of '" + owner + "' objects>")));
    }

    @Override
    public void references(long descriptor, ReferenceSink sink) {
        fields.report(descriptor, sink);
    }
}
