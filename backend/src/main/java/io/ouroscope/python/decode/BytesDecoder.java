package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `bytes`: length, hash, the bytes and a NUL.
final class BytesDecoder implements Decoder {
    private static final int MOST_BYTES = 4000;
    private static final long LONGEST = 1L << 40;

    private final Structs structs;
    private final Memory memory;
    private final int dataOffset;

    BytesDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        dataOffset = structs.layout.offset("PyBytesObject", "ob_sval");
    }

    @Override
    public List<String> typeNames() {
        return List.of("bytes");
    }

    @Override
    public boolean isValid(long bytes) {
        long length = structs.header.length(bytes);
        return length >= 0
                && length < LONGEST
                && memory.isReadable(bytes + dataOffset, length + 1)
                && memory.getByte(bytes + dataOffset + length) == 0;
    }

    @Override
    public PyValue value(long bytes) {
        long length = structs.header.length(bytes);
        byte[] start = new byte[(int) Math.min(length, MOST_BYTES)];
        memory.copy(bytes + dataOffset, start, 0, start.length);
        return new PyValue.Bytes("", start, length);
    }

    @Override
    public boolean hasPayload() {
        return true;
    }

    @Override
    public void payload(long bytes, PayloadSink sink) {
        sink.bytes(bytes + dataOffset, structs.header.length(bytes));
    }
}
