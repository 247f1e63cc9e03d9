package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `collections.OrderedDict` in C: a dict and a linked list of its keys.
final class OrderedDictDecoder implements Decoder {
    private static final int NODE_BYTES = 32;

    private final DictDecoder dict;
    private final Structs structs;
    private final Memory memory;
    private final int firstOffset;
    private final int fastNodesOffset;
    private final int fastNodesSizeOffset;
    private final int instanceDictOffset;
    private final int nodeKeyOffset;
    private final int nodeNextOffset;

    OrderedDictDecoder(Structs structs) {
        this.structs = structs;
        dict = new DictDecoder(structs);
        memory = structs.memory;
        StructLayout ordered = structs.layout.struct("odictobject");
        firstOffset = ordered.offset("od_first");
        fastNodesOffset = ordered.offset("od_fast_nodes");
        fastNodesSizeOffset = ordered.offset("od_fast_nodes_size");
        instanceDictOffset = ordered.offset("od_inst_dict");
        nodeKeyOffset = structs.layout.offset("odictnode", "key");
        nodeNextOffset = structs.layout.offset("odictnode", "next");
    }

    @Override
    public List<String> typeNames() {
        return List.of("collections.OrderedDict");
    }

    @Override
    public boolean isValid(long object) {
        return dict.isValid(object) && memory.getLong(object + fastNodesSizeOffset) >= 0;
    }

    @Override
    public PyValue value(long object) {
        return new PyValue.Call(
                "OrderedDict", structs.dicts.used(object) == 0 ? List.of() : List.of(PyValue.Call.OWN_PAIRS));
    }

    /// Each node holds its key a second time.
    @Override
    public void references(long object, ReferenceSink sink) {
        dict.references(object, sink);
        long instanceDict = memory.getLong(object + instanceDictOffset);
        if (instanceDict != 0) {
            sink.field("__dict__", instanceDict);
        }
        long left = structs.dicts.used(object);
        for (long node = memory.getLong(object + firstOffset); node != 0 && left > 0 && sink.wantsItems(); left--) {
            sink.key(memory.getLong(node + nodeKeyOffset));
            node = memory.getLong(node + nodeNextOffset);
        }
    }

    @Override
    public long itemCount(long object) {
        return dict.itemCount(object);
    }

    @Override
    public void items(long object, long from, long to, EntryVisitor visitor) {
        dict.items(object, from, to, visitor);
    }

    @Override
    public long sizeBytes(long object, PyType type) {
        return dict.sizeBytes(object, type) + fastNodesBytes(object) + NODE_BYTES * structs.dicts.used(object);
    }

    @Override
    public void blocks(long object, BlockSink sink) {
        dict.blocks(object, sink);
        if (fastNodesBytes(object) > 0) {
            sink.block(memory.getLong(object + fastNodesOffset), fastNodesBytes(object));
        }
        long left = structs.dicts.used(object);
        for (long node = memory.getLong(object + firstOffset); node != 0 && left > 0; left--) {
            sink.block(node, NODE_BYTES);
            node = memory.getLong(node + nodeNextOffset);
        }
    }

    private long fastNodesBytes(long object) {
        return memory.getLong(object + fastNodesOffset) == 0 ? 0 : 8 * memory.getLong(object + fastNodesSizeOffset);
    }
}
