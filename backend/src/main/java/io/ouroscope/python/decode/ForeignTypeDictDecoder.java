package io.ouroscope.python.decode;

import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `StgDict`, up to 3.12: the dict of a ctypes type, with [ForeignTypeInfo].
final class ForeignTypeDictDecoder implements Decoder {
    private final DictDecoder dicts;
    private final ForeignTypeInfo info;
    private final int dictBytes;

    ForeignTypeDictDecoder(Structs structs) {
        dicts = new DictDecoder(structs);
        info = new ForeignTypeInfo(structs, "StgDictObject");
        dictBytes = structs.layout.struct("PyDictObject").sizeBytes();
    }

    @Override
    public List<String> typeNames() {
        return List.of("StgDict");
    }

    @Override
    public int structBytes() {
        return info.sizeBytes();
    }

    @Override
    public boolean isValid(long dict) {
        return dicts.isValid(dict) && info.isValid(dict);
    }

    @Override
    public PyValue value(long dict) {
        return dicts.value(dict);
    }

    @Override
    public void references(long dict, ReferenceSink sink) {
        dicts.references(dict, sink);
        info.references(dict, sink);
    }

    @Override
    public long itemCount(long dict) {
        return dicts.itemCount(dict);
    }

    @Override
    public void items(long dict, long from, long to, EntryVisitor visitor) {
        dicts.items(dict, from, to, visitor);
    }

    /// What ctypes adds to the struct is counted twice.
    @Override
    public long sizeBytes(long dict, PyType type) {
        return dicts.sizeBytes(dict, type) + info.sizeBytes() - dictBytes + info.ownedBytes(dict);
    }

    @Override
    public long bodyBytes(long dict, PyType type) {
        return type.basicSize();
    }

    @Override
    public void blocks(long dict, BlockSink sink) {
        dicts.blocks(dict, sink);
        info.blocks(dict, sink);
    }
}
