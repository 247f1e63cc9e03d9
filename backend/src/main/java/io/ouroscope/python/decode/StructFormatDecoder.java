package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `struct.Struct`: a format and the table it was compiled to, which ends with an empty entry.
final class StructFormatDecoder implements Decoder {
    private static final int LONGEST = 1000;
    /// A format with more codes is not believed.
    private static final int MOST_CODES = 1 << 20;

    private final Structs structs;
    private final Memory memory;
    private final int structBytes;
    private final int formatOffset;
    private final int codesOffset;
    private final int codeBytes;
    private final int kindOffset;
    private final int bytesOffset;

    StructFormatDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout struct = structs.layout.struct("PyStructObject");
        structBytes = struct.sizeBytes();
        formatOffset = struct.offset("s_format");
        codesOffset = struct.offset("s_codes");
        codeBytes = structs.layout.struct("formatcode").sizeBytes();
        bytesOffset = structs.layout.offset("PyBytesObject", "ob_sval");
        kindOffset = structs.layout.offset("formatcode", "fmtdef");
    }

    @Override
    public List<String> typeNames() {
        return List.of("Struct", "_struct.Struct");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long struct) {
        long codes = memory.getLong(struct + codesOffset);
        return structs.isNullOrObject(memory.getLong(struct + formatOffset))
                && (codes == 0 || memory.isReadable(codes, codeBytes));
    }

    @Override
    public PyValue value(long struct) {
        long format = memory.getLong(struct + formatOffset);
        boolean bytes =
                format != 0 && (structs.types.flags(structs.header.type(format)) & TypeStructs.BYTES_SUBCLASS) != 0;
        long length = bytes ? structs.header.length(format) : -1;
        if (length < 0 || length > LONGEST) {
            return new PyValue.Call("Struct", List.of(PyValue.Member.of("", format)));
        }
        byte[] text = new byte[(int) length];
        memory.copy(format + bytesOffset, text, 0, text.length);
        return new PyValue.Call(
                "Struct",
                List.of(PyValue.Member.inner(
                        "", new PyValue.Text(new String(text, StandardCharsets.ISO_8859_1), length))));
    }

    @Override
    public void references(long struct, ReferenceSink sink) {
        long format = memory.getLong(struct + formatOffset);
        if (format != 0) {
            sink.field("format", format);
        }
    }

    /// Without entries the table still has its end.
    @Override
    public long sizeBytes(long struct, PyType type) {
        return type.basicSize() + Math.max(codeBytes, codesBytes(struct));
    }

    @Override
    public long bodyBytes(long struct, PyType type) {
        return type.basicSize();
    }

    private long codesBytes(long struct) {
        long code = memory.getLong(struct + codesOffset);
        if (code == 0) {
            return 0;
        }
        int count = 1;
        while (count < MOST_CODES && memory.getLong(code + kindOffset) != 0) {
            code += codeBytes;
            count++;
        }
        return (long) count * codeBytes;
    }

    @Override
    public void blocks(long struct, BlockSink sink) {
        if (codesBytes(struct) > 0) {
            sink.block(memory.getLong(struct + codesOffset), codesBytes(struct));
        }
    }
}
