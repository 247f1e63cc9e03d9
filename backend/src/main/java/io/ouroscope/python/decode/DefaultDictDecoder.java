package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `collections.defaultdict`: a dict and the factory of its values.
final class DefaultDictDecoder implements Decoder {
    private final DictDecoder dict;
    private final Structs structs;
    private final Memory memory;
    private final int factoryOffset;

    DefaultDictDecoder(Structs structs) {
        this.structs = structs;
        dict = new DictDecoder(structs);
        memory = structs.memory;
        factoryOffset = structs.layout.offset("defdictobject", "default_factory");
    }

    @Override
    public List<String> typeNames() {
        return List.of("collections.defaultdict");
    }

    @Override
    public boolean isValid(long object) {
        return dict.isValid(object) && structs.isNullOrObject(memory.getLong(object + factoryOffset));
    }

    @Override
    public PyValue value(long object) {
        long factory = memory.getLong(object + factoryOffset);
        PyValue.Member first = factory == 0 ? PyValue.Member.text("", "None") : PyValue.Member.of("", factory);
        return new PyValue.Call("defaultdict", List.of(first, PyValue.Call.OWN_PAIRS));
    }

    @Override
    public void references(long object, ReferenceSink sink) {
        long factory = memory.getLong(object + factoryOffset);
        if (factory != 0) {
            sink.field("default_factory", factory);
        }
        dict.references(object, sink);
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
        return dict.sizeBytes(object, type);
    }

    @Override
    public void blocks(long object, BlockSink sink) {
        dict.blocks(object, sink);
    }
}
