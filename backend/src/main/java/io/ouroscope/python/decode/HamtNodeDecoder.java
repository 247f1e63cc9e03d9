package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// Nodes of the tree behind a context: bitmap and collision nodes of varying length, array nodes of 32 places.
///
/// A bitmap or collision node holds pairs; where the key is null, the value is the next node.
final class HamtNodeDecoder implements Decoder {
    private static final int PLACES = 32;
    /// A bitmap has 32 pairs; that many keys of one hash are not met.
    private static final long MOST_REFERENCES = 1 << 16;

    private final Structs structs;
    private final Memory memory;
    private final String typeName;
    private final int arrayOffset;
    private final boolean fixed;

    HamtNodeDecoder(Structs structs, String typeName, String struct, String array) {
        this.structs = structs;
        this.typeName = typeName;
        memory = structs.memory;
        StructLayout node = structs.layout.struct(struct);
        arrayOffset = node.offset(array);
        fixed = node.has("a_count");
    }

    @Override
    public List<String> typeNames() {
        return List.of(typeName);
    }

    private long length(long node) {
        return fixed ? PLACES : structs.header.length(node);
    }

    @Override
    public boolean isValid(long node) {
        long length = length(node);
        return length >= 0 && length <= MOST_REFERENCES && structs.areReferences(node + arrayOffset, length);
    }

    @Override
    public PyValue value(long node) {
        long used = 0;
        for (long i = 0; i < length(node); i++) {
            used += memory.getLong(node + arrayOffset + 8 * i) != 0 ? 1 : 0;
        }
        return new PyValue.Summary(typeName, List.of(PyValue.Member.text("", used + " references")));
    }

    @Override
    public void references(long node, ReferenceSink sink) {
        long length = length(node);
        for (long i = 0; i < length; i++) {
            long target = memory.getLong(node + arrayOffset + 8 * i);
            if (target != 0) {
                sink.item(target, i);
            }
        }
    }
}
