package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `tuple` and what is built on it (named tuples, struct sequences): references in the object itself.
final class TupleDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final int itemsOffset;

    TupleDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        itemsOffset = structs.layout.offset("PyTupleObject", "ob_item");
    }

    @Override
    public List<String> typeNames() {
        return List.of("tuple");
    }

    @Override
    public boolean isValid(long tuple) {
        return structs.areReferences(tuple + itemsOffset, structs.header.length(tuple));
    }

    @Override
    public PyValue value(long tuple) {
        long length = structs.header.length(tuple);
        return new PyValue.Sequence("(", length == 1 ? ",)" : ")", "()", length);
    }

    @Override
    public void references(long tuple, ReferenceSink sink) {
        if (!sink.wantsItems()) {
            return;
        }
        items(tuple, 0, Long.MAX_VALUE, (index, key, value) -> {
            sink.item(value, index);
            return sink.wantsItems();
        });
    }

    @Override
    public long itemCount(long tuple) {
        return structs.header.length(tuple);
    }

    @Override
    public void items(long tuple, long from, long to, EntryVisitor visitor) {
        long end = Math.min(to, structs.header.length(tuple));
        for (long i = from; i < end; i++) {
            long item = memory.getLong(tuple + itemsOffset + 8 * i);
            if (item != 0 && !visitor.entry(i, 0, item)) {
                return;
            }
        }
    }
}
