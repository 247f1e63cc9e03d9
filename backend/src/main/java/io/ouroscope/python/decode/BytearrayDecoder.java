package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `bytearray`: a buffer that may begin before its data.
///
/// Since 3.15 the buffer is the payload of a bytes object that the bytearray owns.
final class BytearrayDecoder implements Decoder {
    private static final int MOST_BYTES = 4000;

    private final Structs structs;
    private final Memory memory;
    private final int allocatedOffset;
    private final int bufferOffset;
    private final int startOffset;
    private final int bytesObjectOffset;
    private final long bytesHeader;

    BytearrayDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout object = structs.layout.struct("PyByteArrayObject");
        allocatedOffset = object.offset("ob_alloc");
        bufferOffset = object.offset("ob_bytes");
        startOffset = object.offset("ob_start");
        bytesObjectOffset = object.offset("ob_bytes_object", -1);
        bytesHeader = structs.layout.offset("PyBytesObject", "ob_sval") + 1L;
    }

    @Override
    public List<String> typeNames() {
        return List.of("bytearray");
    }

    @Override
    public boolean isValid(long array) {
        long length = structs.header.length(array);
        long allocated = memory.getLong(array + allocatedOffset);
        long buffer = memory.getLong(array + bufferOffset);
        long skipped = memory.getLong(array + startOffset) - buffer;
        return length >= 0
                && allocated >= 0
                && (allocated == 0
                        || memory.isReadable(buffer, allocated) && skipped >= 0 && skipped + length <= allocated);
    }

    @Override
    public PyValue value(long array) {
        long length = structs.header.length(array);
        byte[] start = new byte[(int) Math.min(length, MOST_BYTES)];
        if (start.length > 0) {
            memory.copy(memory.getLong(array + startOffset), start, 0, start.length);
        }
        return new PyValue.Bytes("bytearray", start, length);
    }

    @Override
    public boolean hasPayload() {
        return true;
    }

    @Override
    public void payload(long array, PayloadSink sink) {
        sink.bytes(memory.getLong(array + startOffset), structs.header.length(array));
    }

    @Override
    public long sizeBytes(long array, PyType type) {
        long allocated = memory.getLong(array + allocatedOffset);
        return type.basicSize() + allocated + (bytesObjectOffset >= 0 && allocated > 0 ? bytesHeader : 0);
    }

    /// Since 3.15 the buffer is a bytes object, which counts its own bytes.
    @Override
    public void references(long array, ReferenceSink sink) {
        long bytes = bytesObjectOffset >= 0 ? memory.getLong(array + bytesObjectOffset) : 0;
        if (bytes != 0) {
            sink.field("bytes_object", bytes);
        }
    }

    @Override
    public long bodyBytes(long array, PyType type) {
        return type.basicSize();
    }

    @Override
    public void blocks(long array, BlockSink sink) {
        long allocated = memory.getLong(array + allocatedOffset);
        if (allocated > 0 && bytesObjectOffset < 0) {
            sink.block(memory.getLong(array + bufferOffset), allocated);
        }
    }
}
