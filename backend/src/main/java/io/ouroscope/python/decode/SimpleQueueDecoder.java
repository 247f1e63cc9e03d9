package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `queue.SimpleQueue` since 3.13: a ring of items. Before, it held a list and is a line of [PlainStructs].
final class SimpleQueueDecoder implements Decoder {
    private static final long MOST_ITEMS = 1L << 37;

    private final Memory memory;
    private final int structBytes;
    private final int itemsOffset;
    private final int capacityOffset;
    private final int countOffset;
    private final int getOffset;
    private final boolean ringInSize;

    SimpleQueueDecoder(Structs structs) {
        memory = structs.memory;
        StructLayout queue = structs.layout.struct("simplequeueobject");
        structBytes = queue.sizeBytes();
        itemsOffset = queue.offset("buf.items");
        capacityOffset = queue.offset("buf.items_cap");
        countOffset = queue.offset("buf.num_items");
        getOffset = queue.offset("buf.get_idx");
        ringInSize = structs.layout.features().queueSizes();
    }

    @Override
    public List<String> typeNames() {
        return List.of("_queue.SimpleQueue");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long queue) {
        long capacity = memory.getLong(queue + capacityOffset);
        long count = memory.getLong(queue + countOffset);
        long first = memory.getLong(queue + getOffset);
        return capacity > 0
                && capacity < MOST_ITEMS
                && count >= 0
                && count <= capacity
                && first >= 0
                && first < capacity
                && memory.isReadable(memory.getLong(queue + itemsOffset), 8 * capacity);
    }

    @Override
    public PyValue value(long queue) {
        return new PyValue.Sequence("<SimpleQueue [", "]>", "<SimpleQueue []>", itemCount(queue));
    }

    @Override
    public void references(long queue, ReferenceSink sink) {
        items(queue, 0, Long.MAX_VALUE, (index, key, item) -> {
            sink.item(item, index);
            return sink.wantsItems();
        });
    }

    @Override
    public long itemCount(long queue) {
        return memory.getLong(queue + countOffset);
    }

    @Override
    public void items(long queue, long from, long to, EntryVisitor visitor) {
        long capacity = memory.getLong(queue + capacityOffset);
        long items = memory.getLong(queue + itemsOffset);
        long first = memory.getLong(queue + getOffset);
        long end = Math.min(to, itemCount(queue));
        for (long i = from; i < end; i++) {
            long item = memory.getLong(items + 8 * ((first + i) % capacity));
            if (item != 0 && !visitor.entry(i, 0, item)) {
                return;
            }
        }
    }

    /// `sys.getsizeof` counts the ring since 3.15.
    @Override
    public long sizeBytes(long queue, PyType type) {
        return type.basicSize() + (ringInSize ? ringBytes(queue) : 0);
    }

    @Override
    public long bodyBytes(long queue, PyType type) {
        return type.basicSize();
    }

    private long ringBytes(long queue) {
        return 8 * memory.getLong(queue + capacityOffset);
    }

    @Override
    public void blocks(long queue, BlockSink sink) {
        sink.block(memory.getLong(queue + itemsOffset), ringBytes(queue));
    }
}
