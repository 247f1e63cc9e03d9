package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `Element.iter()`: the way from the root to where it stands.
final class ElementIteratorDecoder implements Decoder {
    /// Deeper trees are not believed.
    private static final long DEEPEST = 1 << 24;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int structBytes;
    private final int stackOffset;
    private final int usedOffset;
    private final int sizeOffset;
    private final int parentOffset;
    private final int entryBytes;

    ElementIteratorDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "ElementIterObject", "", List.of(), List.of("root_element"));
        StructLayout iterator = structs.layout.struct("ElementIterObject");
        structBytes = iterator.sizeBytes();
        stackOffset = iterator.offset("parent_stack");
        usedOffset = iterator.offset("parent_stack_used");
        sizeOffset = iterator.offset("parent_stack_size");
        parentOffset = structs.layout.offset("ParentLocator", "parent");
        entryBytes = structs.layout.struct("ParentLocator").sizeBytes();
    }

    @Override
    public List<String> typeNames() {
        return List.of("_elementtree._element_iterator");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long iterator) {
        long used = memory.getLong(iterator + usedOffset);
        return fields.areValid(iterator)
                && used >= 0
                && used <= memory.getLong(iterator + sizeOffset)
                && used <= DEEPEST
                && (used == 0 || memory.isReadable(memory.getLong(iterator + stackOffset), used * entryBytes));
    }

    @Override
    public PyValue value(long iterator) {
        return new PyValue.Summary("_element_iterator", fields.members(iterator));
    }

    @Override
    public void references(long iterator, ReferenceSink sink) {
        fields.report(iterator, sink);
        long used = memory.getLong(iterator + usedOffset);
        long stack = memory.getLong(iterator + stackOffset);
        for (long i = 0; i < used; i++) {
            long parent = memory.getLong(stack + i * entryBytes + parentOffset);
            if (structs.isObject(parent)) {
                sink.field("parent", parent);
            }
        }
    }

    @Override
    public long bodyBytes(long iterator, PyType type) {
        return type.basicSize();
    }

    @Override
    public void blocks(long iterator, BlockSink sink) {
        long bytes = Math.clamp(memory.getLong(iterator + sizeOffset), 0, DEEPEST) * entryBytes;
        if (memory.getLong(iterator + stackOffset) != 0) {
            sink.block(memory.getLong(iterator + stackOffset), bytes);
        }
    }
}
