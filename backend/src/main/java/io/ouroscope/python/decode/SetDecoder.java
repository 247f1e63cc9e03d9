package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `set` and `frozenset`: a hash table of (key, hash), small ones inside the object.
final class SetDecoder implements Decoder {
    private static final int ENTRY_BYTES = 16;
    /// The hash word of an entry whose key was removed; its key points to a dummy object.
    private static final long REMOVED = -1;

    private final Memory memory;
    private final String typeName;
    private final int fillOffset;
    private final int usedOffset;
    private final int maskOffset;
    private final int tableOffset;
    private final int smallTableOffset;

    SetDecoder(Structs structs, String typeName) {
        this.typeName = typeName;
        memory = structs.memory;
        StructLayout set = structs.layout.struct("PySetObject");
        fillOffset = set.offset("fill");
        usedOffset = set.offset("used");
        maskOffset = set.offset("mask");
        tableOffset = set.offset("table");
        smallTableOffset = set.offset("smalltable");
    }

    @Override
    public List<String> typeNames() {
        return List.of(typeName);
    }

    @Override
    public boolean isValid(long set) {
        long mask = memory.getLong(set + maskOffset);
        long used = memory.getLong(set + usedOffset);
        long fill = memory.getLong(set + fillOffset);
        return mask > 0
                && Long.bitCount(mask + 1) == 1
                && mask < 1L << 40
                && used >= 0
                && used <= fill
                && fill <= mask
                && memory.isReadable(memory.getLong(set + tableOffset), (mask + 1) * ENTRY_BYTES);
    }

    @Override
    public PyValue value(long set) {
        long length = memory.getLong(set + usedOffset);
        return typeName.equals("set")
                ? new PyValue.Sequence("{", "}", "set()", length)
                : new PyValue.Sequence("frozenset({", "})", "frozenset()", length);
    }

    @Override
    public void references(long set, ReferenceSink sink) {
        if (!sink.wantsItems()) {
            return;
        }
        items(set, 0, Long.MAX_VALUE, (index, key, value) -> {
            sink.key(value);
            return sink.wantsItems();
        });
    }

    @Override
    public long itemCount(long set) {
        return memory.getLong(set + usedOffset);
    }

    @Override
    public void items(long set, long from, long to, EntryVisitor visitor) {
        long table = memory.getLong(set + tableOffset);
        long slots = memory.getLong(set + maskOffset) + 1;
        long index = 0;
        for (long i = 0; i < slots && index < to; i++) {
            long key = memory.getLong(table + i * ENTRY_BYTES);
            if (key == 0 || memory.getLong(table + i * ENTRY_BYTES + 8) == REMOVED) {
                continue;
            }
            if (index >= from && !visitor.entry(index, 0, key)) {
                return;
            }
            index++;
        }
    }

    @Override
    public long sizeBytes(long set, PyType type) {
        return type.basicSize() + separateTableBytes(set);
    }

    @Override
    public void blocks(long set, BlockSink sink) {
        if (separateTableBytes(set) > 0) {
            sink.block(memory.getLong(set + tableOffset), separateTableBytes(set));
        }
    }

    private long separateTableBytes(long set) {
        boolean small = memory.getLong(set + tableOffset) == set + smallTableOffset;
        return small ? 0 : (memory.getLong(set + maskOffset) + 1) * ENTRY_BYTES;
    }
}
