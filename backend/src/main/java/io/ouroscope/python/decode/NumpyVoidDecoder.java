package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.ExtensionLayout;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `numpy.void`: an element of a structured array, in memory of its own or in the array's.
final class NumpyVoidDecoder implements Decoder {
    private static final int OWNS_DATA = 4;

    private final Structs structs;
    private final Memory memory;
    private final NumpyDtypes dtypes;
    private final NumpyTypeNames names;
    private final int dataOffset;
    private final int dtypeOffset;
    private final int flagsOffset;
    private final int baseOffset;

    NumpyVoidDecoder(NumpyDtypes dtypes, NumpyTypeNames names) {
        this.dtypes = dtypes;
        this.names = names;
        structs = dtypes.structs;
        memory = structs.memory;
        StructLayout scalar =
                ExtensionLayout.load("numpy-1", structs.header.sizeBytes()).struct("PyVoidScalarObject");
        dataOffset = scalar.offset("obval");
        dtypeOffset = scalar.offset("descr");
        flagsOffset = scalar.offset("flags");
        baseOffset = scalar.offset("base");
    }

    @Override
    public List<String> typeNames() {
        return List.of("numpy.void");
    }

    @Override
    public boolean isValid(long scalar) {
        return dtypes.isValid(memory.getLong(scalar + dtypeOffset))
                && structs.isNullOrObject(memory.getLong(scalar + baseOffset));
    }

    @Override
    public PyValue value(long scalar) {
        return new PyValue.Summary(
                "", List.of(PyValue.Member.text("dtype", names.name(memory.getLong(scalar + dtypeOffset)))));
    }

    @Override
    public void references(long scalar, ReferenceSink sink) {
        sink.field("dtype", memory.getLong(scalar + dtypeOffset));
        long base = memory.getLong(scalar + baseOffset);
        if (base != 0) {
            sink.field("base", base);
        }
    }

    private long dataBytes(long scalar) {
        return dtypes.itemSize(memory.getLong(scalar + dtypeOffset));
    }

    /// numpy adds the size of the value, wherever it stands.
    @Override
    public long sizeBytes(long scalar, PyType type) {
        return type.basicSize() + dataBytes(scalar);
    }

    @Override
    public long bodyBytes(long scalar, PyType type) {
        return type.basicSize();
    }

    @Override
    public void blocks(long scalar, BlockSink sink) {
        if ((memory.getInt(scalar + flagsOffset) & OWNS_DATA) != 0 && dataBytes(scalar) > 0) {
            sink.block(memory.getLong(scalar + dataOffset), dataBytes(scalar));
        }
    }

    @Override
    public void facts(long scalar, FactSink sink) {
        sink.fact("data", "0x" + Long.toHexString(memory.getLong(scalar + dataOffset)));
        sink.fact("itemsize", Long.toString(dataBytes(scalar)));
    }
}
