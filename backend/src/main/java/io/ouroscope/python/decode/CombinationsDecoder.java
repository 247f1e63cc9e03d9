package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `itertools.product`, `combinations`, `combinations_with_replacement` and `permutations`: pools to choose from and
/// arrays of indices into them.
final class CombinationsDecoder implements Decoder {
    private static final long MOST_INDICES = 1L << 32;

    private final Structs structs;
    private final Memory memory;
    private final String typeName;
    private final Fields fields;
    private final int structBytes;
    private final int poolOffset;
    private final int indicesOffset;
    private final int cyclesOffset;
    private final int countOffset;

    CombinationsDecoder(Structs structs, String struct, String typeName) {
        this.structs = structs;
        this.typeName = typeName;
        memory = structs.memory;
        fields = new Fields(structs, struct, "");
        StructLayout layout = structs.layout.struct(struct);
        structBytes = layout.sizeBytes();
        poolOffset = layout.has("pools") ? layout.offset("pools") : layout.offset("pool");
        indicesOffset = layout.offset("indices");
        cyclesOffset = layout.offset("cycles", -1);
        countOffset = layout.offset("r", -1);
    }

    @Override
    public List<String> typeNames() {
        return List.of(typeName);
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long object) {
        long indices = indexCount(object);
        long cycles = cycleCount(object);
        return fields.areValid(object)
                && indices >= 0
                && indices < MOST_INDICES
                && cycles >= 0
                && cycles < MOST_INDICES
                && structs.isObject(memory.getLong(object + poolOffset))
                && memory.isReadable(memory.getLong(object + indicesOffset), 8 * indices);
    }

    /// One index for each pool of a product or item of a permutation's pool, else one for each item chosen.
    private long indexCount(long object) {
        return countOffset < 0 || cyclesOffset >= 0
                ? structs.header.length(memory.getLong(object + poolOffset))
                : memory.getLong(object + countOffset);
    }

    private long cycleCount(long object) {
        return cyclesOffset < 0 ? 0 : memory.getLong(object + countOffset);
    }

    @Override
    public PyValue value(long object) {
        return new PyValue.Summary(typeName, fields.members(object));
    }

    @Override
    public void references(long object, ReferenceSink sink) {
        fields.report(object, sink);
    }

    @Override
    public long sizeBytes(long object, PyType type) {
        return type.basicSize() + 8 * (indexCount(object) + cycleCount(object));
    }

    @Override
    public void blocks(long object, BlockSink sink) {
        sink.block(memory.getLong(object + indicesOffset), 8 * indexCount(object));
        if (cyclesOffset >= 0) {
            sink.block(memory.getLong(object + cyclesOffset), 8 * cycleCount(object));
        }
    }
}
