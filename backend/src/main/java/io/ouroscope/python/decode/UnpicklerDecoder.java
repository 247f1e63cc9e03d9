package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.Unicode;
import java.util.List;

/// `pickle.Unpickler`: what it reads from, its stack, and the memo, an array of the objects read so far.
final class UnpicklerDecoder implements Decoder {
    private static final long MOST_ITEMS = 1L << 32;
    private static final int LONGEST_TEXT = 1 << 16;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int structBytes;
    private final int memoOffset;
    private final int memoSizeOffset;
    private final int marksOffset;
    private final int marksSizeOffset;
    private final int[] textOffsets;

    UnpicklerDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout unpickler = structs.layout.struct("UnpicklerObject");
        structBytes = unpickler.sizeBytes();
        fields = new Fields(structs, "UnpicklerObject", "", List.of("pers_func_self"), List.of("stack", "buffer.obj"));
        memoOffset = unpickler.offset("memo");
        memoSizeOffset = unpickler.offset("memo_size");
        marksOffset = unpickler.offset("marks");
        marksSizeOffset = unpickler.offset("marks_size");
        textOffsets =
                new int[] {unpickler.offset("input_line"), unpickler.offset("encoding"), unpickler.offset("errors")};
    }

    @Override
    public List<String> typeNames() {
        return List.of("_pickle.Unpickler");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long unpickler) {
        long size = memory.getLong(unpickler + memoSizeOffset);
        long marks = memory.getLong(unpickler + marksSizeOffset);
        return fields.areValid(unpickler)
                && size >= 0
                && size < MOST_ITEMS
                && marks >= 0
                && marks < MOST_ITEMS
                && (memory.getLong(unpickler + memoOffset) == 0
                        || structs.areReferences(memory.getLong(unpickler + memoOffset), size));
    }

    @Override
    public PyValue value(long unpickler) {
        return new PyValue.Summary("_pickle.Unpickler", fields.members(unpickler));
    }

    @Override
    public void references(long unpickler, ReferenceSink sink) {
        fields.report(unpickler, sink);
        long memo = memory.getLong(unpickler + memoOffset);
        long size = memo == 0 ? 0 : memory.getLong(unpickler + memoSizeOffset);
        for (long i = 0; i < size && sink.wantsItems(); i++) {
            long item = memory.getLong(memo + 8 * i);
            if (item != 0) {
                sink.field("memo", item);
            }
        }
    }

    @Override
    public long sizeBytes(long unpickler, PyType type) {
        long[] sum = {type.basicSize()};
        blocks(unpickler, (address, bytes) -> sum[0] += bytes);
        return sum[0];
    }

    @Override
    public void blocks(long unpickler, BlockSink sink) {
        block(memory.getLong(unpickler + memoOffset), memory.getLong(unpickler + memoSizeOffset), sink);
        block(memory.getLong(unpickler + marksOffset), memory.getLong(unpickler + marksSizeOffset), sink);
        for (int offset : textOffsets) {
            long text = memory.getLong(unpickler + offset);
            long length = text == 0 ? -1 : Unicode.cStringLength(memory, text, LONGEST_TEXT);
            if (length >= 0) {
                sink.block(text, length + 1);
            }
        }
    }

    private static void block(long array, long count, BlockSink sink) {
        if (array != 0 && count > 0) {
            sink.block(array, 8 * count);
        }
    }
}
