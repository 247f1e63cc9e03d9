package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.Unicode;
import java.util.List;

/// `memoryview`: a window into another object's buffer, with shape, strides and suboffsets behind it.
final class MemoryViewDecoder implements Decoder {
    private static final int MOST_DIMENSIONS = 64;
    private static final int LONGEST_FORMAT = 64;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int structBytes;
    private final int ownerOffset;
    private final int lengthOffset;
    private final int itemSizeOffset;
    private final int dimensionsOffset;
    private final int formatOffset;

    MemoryViewDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "PyMemoryViewObject", "", List.of(), List.of("mbuf"));
        StructLayout view = structs.layout.struct("PyMemoryViewObject");
        structBytes = view.sizeBytes();
        ownerOffset = view.offset("view.obj");
        lengthOffset = view.offset("view.len");
        itemSizeOffset = view.offset("view.itemsize");
        dimensionsOffset = view.offset("view.ndim");
        formatOffset = view.offset("view.format");
    }

    @Override
    public List<String> typeNames() {
        return List.of("memoryview");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long view) {
        int dimensions = memory.getInt(view + dimensionsOffset);
        return dimensions >= 0
                && dimensions <= MOST_DIMENSIONS
                && memory.getLong(view + lengthOffset) >= 0
                && fields.areValid(view);
    }

    @Override
    public PyValue value(long view) {
        String size = "nbytes=" + memory.getLong(view + lengthOffset);
        String address = "memory at 0x" + Long.toHexString(view);
        long owner = memory.getLong(view + ownerOffset);
        return new PyValue.Summary(
                address,
                owner == 0 || !structs.isObject(owner)
                        ? List.of(PyValue.Member.text("", size))
                        : List.of(PyValue.Member.text("", size), PyValue.Member.of("of", owner)));
    }

    @Override
    public void references(long view, ReferenceSink sink) {
        fields.report(view, sink);
    }

    @Override
    public void facts(long view, FactSink sink) {
        long format = memory.getLong(view + formatOffset);
        String text = format == 0 ? null : Unicode.cString(memory, format, LONGEST_FORMAT);
        sink.fact("format", text == null ? "None" : "'" + text + "'");
        sink.fact("itemsize", Long.toString(memory.getLong(view + itemSizeOffset)));
        sink.fact("ndim", Integer.toString(memory.getInt(view + dimensionsOffset)));
    }
}
