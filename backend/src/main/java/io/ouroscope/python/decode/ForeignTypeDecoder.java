package io.ouroscope.python.decode;

import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// ctypes' types since 3.13: types with [ForeignTypeInfo] behind them.
final class ForeignTypeDecoder implements Decoder {
    private static final int ALIGNMENT = 16;

    private final TypeDecoder types;
    private final ForeignTypeInfo info;
    private final int infoOffset;

    ForeignTypeDecoder(Structs structs, TypeDecoder types) {
        this.types = types;
        info = new ForeignTypeInfo(structs, "StgInfo");
        infoOffset = structs.types.heapSizeBytes() + ALIGNMENT - 1 & -ALIGNMENT;
    }

    @Override
    public List<String> typeNames() {
        return List.of("_ctypes.CType_Type");
    }

    @Override
    public int structBytes() {
        return infoOffset + (info.sizeBytes() + ALIGNMENT - 1 & -ALIGNMENT);
    }

    @Override
    public boolean isValid(long type) {
        return types.isValid(type) && info.isValid(type + infoOffset);
    }

    @Override
    public PyValue value(long type) {
        return types.value(type);
    }

    @Override
    public void references(long type, ReferenceSink sink) {
        types.references(type, sink);
        info.references(type + infoOffset, sink);
    }

    /// ctypes counts what it added, but not the keys shared by instances.
    @Override
    public long sizeBytes(long type, PyType metatype) {
        return metatype.defaultSizeBytes(type) + info.ownedBytes(type + infoOffset);
    }

    @Override
    public long bodyBytes(long type, PyType metatype) {
        return metatype.defaultSizeBytes(type);
    }

    @Override
    public void blocks(long type, BlockSink sink) {
        types.blocks(type, sink);
        info.blocks(type + infoOffset, sink);
    }
}
