package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `_pickle.Pdata`: the stack of an unpickler.
final class PickleStackDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final int structBytes;
    private final int dataOffset;
    private final int allocatedOffset;

    PickleStackDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout stack = structs.layout.struct("Pdata");
        structBytes = stack.sizeBytes();
        dataOffset = stack.offset("data");
        allocatedOffset = stack.offset("allocated");
    }

    @Override
    public List<String> typeNames() {
        return List.of("_pickle.Pdata");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long stack) {
        long length = structs.header.length(stack);
        long allocated = memory.getLong(stack + allocatedOffset);
        return length >= 0
                && length <= allocated
                && allocated < 1L << 37
                && structs.areReferences(memory.getLong(stack + dataOffset), length);
    }

    @Override
    public PyValue value(long stack) {
        return new PyValue.Summary(
                "_pickle.Pdata", List.of(PyValue.Member.text("", structs.header.length(stack) + " items")));
    }

    @Override
    public void references(long stack, ReferenceSink sink) {
        long data = memory.getLong(stack + dataOffset);
        long length = structs.header.length(stack);
        for (long i = 0; i < length && sink.wantsItems(); i++) {
            long item = memory.getLong(data + 8 * i);
            if (item != 0) {
                sink.item(item, i);
            }
        }
    }

    @Override
    public long bodyBytes(long stack, PyType type) {
        return type.defaultSizeBytes(stack);
    }

    @Override
    public void blocks(long stack, BlockSink sink) {
        sink.block(memory.getLong(stack + dataOffset), 8 * memory.getLong(stack + allocatedOffset));
    }
}
