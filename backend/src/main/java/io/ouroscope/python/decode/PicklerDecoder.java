package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `pickle.Pickler`: what it writes to, and the memo, a table of the objects written so far.
final class PicklerDecoder implements Decoder {
    private static final long MOST_ENTRIES = 1L << 32;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int structBytes;
    private final int memoOffset;
    private final int bufferOffset;
    private final long bytesHeader;
    private final int allocatedOffset;
    private final int tableOffset;
    private final int keyOffset;
    private final int tableBytes;
    private final int entryBytes;

    PicklerDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout pickler = structs.layout.struct("PicklerObject");
        structBytes = pickler.sizeBytes();
        memoOffset = pickler.offset("memo");
        bufferOffset = pickler.offset("output_buffer");
        bytesHeader = structs.layout.offset("PyBytesObject", "ob_sval") + 1L;
        StructLayout table = structs.layout.struct("PyMemoTable");
        tableBytes = table.sizeBytes();
        allocatedOffset = table.offset("mt_allocated");
        tableOffset = table.offset("mt_table");
        entryBytes = structs.layout.struct("PyMemoEntry").sizeBytes();
        keyOffset = structs.layout.offset("PyMemoEntry", "me_key");
        // Borrowed: the method's self is the pickler itself.
        fields = new Fields(structs, "PicklerObject", "", "pers_func_self");
    }

    @Override
    public List<String> typeNames() {
        return List.of("_pickle.Pickler");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long pickler) {
        long memo = memory.getLong(pickler + memoOffset);
        return fields.areValid(pickler)
                && (memo == 0
                        || memory.isReadable(memo, tableBytes)
                                && entries(memo) >= 0
                                && entries(memo) < MOST_ENTRIES
                                && memory.isReadable(memory.getLong(memo + tableOffset), entryBytes * entries(memo)));
    }

    private long entries(long memo) {
        return memory.getLong(memo + allocatedOffset);
    }

    @Override
    public PyValue value(long pickler) {
        return new PyValue.Summary("_pickle.Pickler", fields.members(pickler));
    }

    @Override
    public void references(long pickler, ReferenceSink sink) {
        fields.report(pickler, sink);
        long memo = memory.getLong(pickler + memoOffset);
        if (memo == 0) {
            return;
        }
        long table = memory.getLong(memo + tableOffset);
        long count = entries(memo);
        for (long i = 0; i < count && sink.wantsItems(); i++) {
            long key = memory.getLong(table + entryBytes * i + keyOffset);
            if (key != 0) {
                sink.field("memo", key);
            }
        }
    }

    @Override
    public long sizeBytes(long pickler, PyType type) {
        long memo = memory.getLong(pickler + memoOffset);
        long buffer = memory.getLong(pickler + bufferOffset);
        return type.basicSize()
                + (memo == 0 ? 0 : tableBytes + entryBytes * entries(memo))
                + (buffer == 0 ? 0 : bytesHeader + structs.header.length(buffer));
    }

    /// The output buffer is a bytes object and accounted for there.
    @Override
    public long bodyBytes(long pickler, PyType type) {
        return type.basicSize();
    }

    @Override
    public void blocks(long pickler, BlockSink sink) {
        long memo = memory.getLong(pickler + memoOffset);
        if (memo != 0) {
            sink.block(memo, tableBytes);
            sink.block(memory.getLong(memo + tableOffset), entryBytes * entries(memo));
        }
    }
}
