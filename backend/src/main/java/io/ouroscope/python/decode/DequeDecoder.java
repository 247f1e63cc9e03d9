package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `collections.deque`: a chain of blocks of 64 references.
final class DequeDecoder implements Decoder {
    private static final int BLOCK_LENGTH = 64;

    private final Structs structs;
    private final Memory memory;
    private final int leftBlockOffset;
    private final int leftIndexOffset;
    private final int maxLengthOffset;
    private final int dataOffset;
    private final int leftLinkOffset;
    private final int rightLinkOffset;
    private final int blockBytes;

    DequeDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout deque = structs.layout.struct("dequeobject");
        leftBlockOffset = deque.offset("leftblock");
        leftIndexOffset = deque.offset("leftindex");
        maxLengthOffset = deque.offset("maxlen");
        StructLayout block = structs.layout.struct("block");
        dataOffset = block.offset("data");
        leftLinkOffset = block.offset("leftlink");
        rightLinkOffset = block.offset("rightlink");
        blockBytes = block.sizeBytes();
    }

    @Override
    public List<String> typeNames() {
        return List.of("collections.deque");
    }

    @Override
    public boolean isValid(long deque) {
        long length = structs.header.length(deque);
        long leftIndex = memory.getLong(deque + leftIndexOffset);
        return length >= 0
                && leftIndex >= 0
                && leftIndex <= BLOCK_LENGTH
                && isChain(memory.getLong(deque + leftBlockOffset), blockCount(deque));
    }

    /// Whether `count` different blocks hang together from `first` on. Where each block's left neighbour is the one we
    /// came from, the way can only lead back to the first.
    private boolean isChain(long first, long count) {
        if (!memory.isReadable(first, blockBytes)) {
            return false;
        }
        long block = first;
        for (long i = 1; i < count; i++) {
            long next = memory.getLong(block + rightLinkOffset);
            if (next == first
                    || !memory.isReadable(next, blockBytes)
                    || memory.getLong(next + leftLinkOffset) != block) {
                return false;
            }
            block = next;
        }
        return true;
    }

    @Override
    public PyValue value(long deque) {
        long maxLength = memory.getLong(deque + maxLengthOffset);
        return new PyValue.Call(
                "deque",
                maxLength < 0
                        ? List.of(PyValue.Call.OWN_ITEMS)
                        : List.of(PyValue.Call.OWN_ITEMS, PyValue.Member.text("maxlen", Long.toString(maxLength))));
    }

    @Override
    public void references(long deque, ReferenceSink sink) {
        if (!sink.wantsItems()) {
            return;
        }
        items(deque, 0, Long.MAX_VALUE, (index, key, value) -> {
            sink.item(value, index);
            return sink.wantsItems();
        });
    }

    @Override
    public long itemCount(long deque) {
        return structs.header.length(deque);
    }

    @Override
    public void items(long deque, long from, long to, EntryVisitor visitor) {
        long end = Math.min(to, structs.header.length(deque));
        long block = memory.getLong(deque + leftBlockOffset);
        int slot = (int) memory.getLong(deque + leftIndexOffset);
        for (long i = 0; i < end; i++, slot++) {
            if (slot == BLOCK_LENGTH) {
                slot = 0;
                block = memory.getLong(block + rightLinkOffset);
            }
            if (i >= from && !visitor.entry(i, 0, memory.getLong(block + dataOffset + 8L * slot))) {
                return;
            }
        }
    }

    @Override
    public long sizeBytes(long deque, PyType type) {
        return type.basicSize() + blockCount(deque) * blockBytes;
    }

    @Override
    public void blocks(long deque, BlockSink sink) {
        long block = memory.getLong(deque + leftBlockOffset);
        for (long i = blockCount(deque); i > 0; i--) {
            sink.block(block, blockBytes);
            block = memory.getLong(block + rightLinkOffset);
        }
    }

    private long blockCount(long deque) {
        long length = structs.header.length(deque);
        long used = memory.getLong(deque + leftIndexOffset) + length % BLOCK_LENGTH;
        return Math.max(1, length / BLOCK_LENGTH + (used + BLOCK_LENGTH - 1) / BLOCK_LENGTH);
    }

    @Override
    public void facts(long deque, FactSink sink) {
        long maxLength = memory.getLong(deque + maxLengthOffset);
        sink.fact("maxlen", maxLength < 0 ? "None" : Long.toString(maxLength));
    }
}
