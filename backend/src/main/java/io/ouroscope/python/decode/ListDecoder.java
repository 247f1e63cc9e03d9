package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `list`: an array of references apart from the object.
final class ListDecoder implements Decoder {
    /// `allocated` while `list.sort` has the items.
    private static final long SORTING = -1;

    private final Structs structs;
    private final Memory memory;
    private final int itemsOffset;
    private final int allocatedOffset;

    ListDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout list = structs.layout.struct("PyListObject");
        itemsOffset = list.offset("ob_item");
        allocatedOffset = list.offset("allocated");
    }

    @Override
    public List<String> typeNames() {
        return List.of("list");
    }

    @Override
    public boolean isValid(long list) {
        long length = structs.header.length(list);
        long items = memory.getLong(list + itemsOffset);
        long allocated = memory.getLong(list + allocatedOffset);
        boolean isSorted = allocated == SORTING && length == 0 && items == 0;
        if (length < 0 || length > allocated && !isSorted) {
            return false;
        }
        return length == 0 ? items == 0 || memory.isReadable(items, 1) : structs.areReferences(items, length);
    }

    @Override
    public PyValue value(long list) {
        return new PyValue.Sequence("[", "]", "[]", structs.header.length(list));
    }

    @Override
    public void references(long list, ReferenceSink sink) {
        if (!sink.wantsItems()) {
            return;
        }
        items(list, 0, Long.MAX_VALUE, (index, key, value) -> {
            sink.item(value, index);
            return sink.wantsItems();
        });
    }

    @Override
    public long itemCount(long list) {
        return structs.header.length(list);
    }

    @Override
    public void items(long list, long from, long to, EntryVisitor visitor) {
        long items = memory.getLong(list + itemsOffset);
        long end = Math.min(to, structs.header.length(list));
        for (long i = from; i < end; i++) {
            long item = memory.getLong(items + 8 * i);
            if (item != 0 && !visitor.entry(i, 0, item)) {
                return;
            }
        }
    }

    @Override
    public long sizeBytes(long list, PyType type) {
        return type.basicSize() + 8 * allocated(list);
    }

    @Override
    public void blocks(long list, BlockSink sink) {
        if (allocated(list) > 0) {
            sink.block(memory.getLong(list + itemsOffset), 8 * allocated(list));
        }
    }

    /// Free-threaded builds keep the true capacity in the word before the array.
    private long allocated(long list) {
        long items = memory.getLong(list + itemsOffset);
        if (structs.layout.version().freeThreaded() && items != 0) {
            return memory.getLong(items - 8);
        }
        return memory.getLong(list + allocatedOffset);
    }
}
