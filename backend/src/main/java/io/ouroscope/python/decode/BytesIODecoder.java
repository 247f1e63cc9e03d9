package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `io.BytesIO`: a bytes object as buffer, of which the first `string_size` bytes count.
final class BytesIODecoder implements Decoder {
    private static final int MOST_BYTES = 4000;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int structBytes;
    private final int bufferOffset;
    private final int lengthOffset;
    private final int dataOffset;

    BytesIODecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "bytesio", "");
        StructLayout file = structs.layout.struct("bytesio");
        structBytes = file.sizeBytes();
        bufferOffset = file.offset("buf");
        lengthOffset = file.offset("string_size");
        dataOffset = structs.layout.offset("PyBytesObject", "ob_sval");
    }

    @Override
    public List<String> typeNames() {
        return List.of("_io.BytesIO");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long file) {
        return fields.areValid(file) && memory.getLong(file + lengthOffset) >= 0;
    }

    @Override
    public PyValue value(long file) {
        long buffer = memory.getLong(file + bufferOffset);
        if (buffer == 0) {
            return new PyValue.Summary("_io.BytesIO", List.of(PyValue.Member.text("", "closed")));
        }
        long length = Math.min(memory.getLong(file + lengthOffset), structs.header.length(buffer));
        byte[] start = new byte[(int) Math.clamp(length, 0, MOST_BYTES)];
        memory.copy(buffer + dataOffset, start, 0, start.length);
        return new PyValue.Bytes("_io.BytesIO", start, length);
    }

    @Override
    public void references(long file, ReferenceSink sink) {
        fields.report(file, sink);
    }

    /// A buffer that nobody else holds counts as part of the file.
    @Override
    public long sizeBytes(long file, PyType type) {
        long buffer = memory.getLong(file + bufferOffset);
        boolean own = buffer != 0 && structs.header.referenceCount(buffer) == 1;
        return type.basicSize() + (own ? dataOffset + 1L + structs.header.length(buffer) : 0);
    }

    /// The buffer is an object of its own and accounted for there.
    @Override
    public long bodyBytes(long file, PyType type) {
        return type.basicSize();
    }
}
