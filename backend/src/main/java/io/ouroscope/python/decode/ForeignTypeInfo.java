package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.Unicode;

/// What ctypes knows of a type: `StgInfo` behind the type since 3.13, before that a dict subclass `StgDict`, with the
/// same fields.
final class ForeignTypeInfo {
    private static final int LONGEST_FORMAT = 1 << 16;
    private static final long MOST = 1L << 32;

    private final Memory memory;
    private final Fields fields;
    private final int bytes;
    private final int formatOffset;
    private final int lengthOffset;
    private final int dimensionsOffset;
    private final int elementsOffset;
    private final int shapeOffset;
    private final int initializedOffset;

    ForeignTypeInfo(Structs structs, String struct) {
        memory = structs.memory;
        fields = new Fields(structs, struct, "");
        StructLayout info = structs.layout.struct(struct);
        bytes = info.sizeBytes();
        formatOffset = info.offset("format");
        lengthOffset = info.offset("length");
        dimensionsOffset = info.offset("ndim");
        elementsOffset = info.offset("ffi_type_pointer.elements");
        shapeOffset = info.offset("shape");
        initializedOffset = info.offset("initialized", -1);
    }

    int sizeBytes() {
        return bytes;
    }

    private boolean isInitialized(long info) {
        return initializedOffset < 0 || memory.getInt(info + initializedOffset) != 0;
    }

    boolean isValid(long info) {
        return !isInitialized(info) || fields.areValid(info);
    }

    void references(long info, ReferenceSink sink) {
        if (isInitialized(info)) {
            fields.report(info, sink);
        }
    }

    long ownedBytes(long info) {
        long[] sum = {0};
        blocks(info, (address, bytes) -> sum[0] += bytes);
        return sum[0];
    }

    /// Memory behind pointers: the format, the elements' types, the shape.
    void blocks(long info, BlockSink sink) {
        if (!isInitialized(info)) {
            return;
        }
        long format = memory.getLong(info + formatOffset);
        long length = format == 0 ? -1 : Unicode.cStringLength(memory, format, LONGEST_FORMAT);
        if (length >= 0) {
            sink.block(format, length + 1);
        }
        if (memory.getLong(info + elementsOffset) != 0) {
            sink.block(
                    memory.getLong(info + elementsOffset),
                    8 * (Math.clamp(memory.getLong(info + lengthOffset), 0, MOST) + 1));
        }
        if (memory.getInt(info + dimensionsOffset) > 0) {
            sink.block(memory.getLong(info + shapeOffset), 8L * memory.getInt(info + dimensionsOffset));
        }
    }
}
