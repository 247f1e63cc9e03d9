package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// `list[int]` and `int | str`: an origin or none and a tuple of arguments.
final class GenericAliasDecoder implements Decoder {
    private static final int MOST_SHOWN = 20;

    private final Structs structs;
    private final Memory memory;
    private final List<String> typeNames;
    private final Fields fields;
    private final int structBytes;
    private final int originOffset;
    private final int argumentsOffset;
    private final int itemsOffset;

    GenericAliasDecoder(Structs structs, String struct, String... typeNames) {
        this.structs = structs;
        this.typeNames = List.of(typeNames);
        memory = structs.memory;
        fields = new Fields(structs, struct, "");
        StructLayout alias = structs.layout.struct(struct);
        structBytes = alias.sizeBytes();
        originOffset = alias.offset("origin", -1);
        argumentsOffset = alias.offset("args");
        itemsOffset = structs.layout.offset("PyTupleObject", "ob_item");
    }

    @Override
    public List<String> typeNames() {
        return typeNames;
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long alias) {
        return fields.areValid(alias);
    }

    @Override
    public PyValue value(long alias) {
        var parts = new ArrayList<PyValue.Member>();
        boolean union = originOffset < 0;
        if (!union) {
            parts.add(PyValue.Member.of("type", memory.getLong(alias + originOffset)));
            parts.add(PyValue.Member.text("", "["));
        }
        long arguments = memory.getLong(alias + argumentsOffset);
        long count = arguments == 0 ? 0 : structs.header.length(arguments);
        if (count < 0 || !structs.areReferences(arguments + itemsOffset, count)) {
            return new PyValue.Summary("", List.of());
        }
        for (long i = 0; i < Math.min(count, MOST_SHOWN); i++) {
            if (i > 0) {
                parts.add(PyValue.Member.text("", union ? " | " : ", "));
            }
            parts.add(PyValue.Member.of("type", memory.getLong(arguments + itemsOffset + 8 * i)));
        }
        if (count > MOST_SHOWN) {
            parts.add(PyValue.Member.text("", ", …" + (count - MOST_SHOWN) + " more"));
        }
        if (!union) {
            parts.add(PyValue.Member.text("", "]"));
        }
        return new PyValue.Parts(parts);
    }

    @Override
    public void references(long alias, ReferenceSink sink) {
        fields.report(alias, sink);
    }
}
