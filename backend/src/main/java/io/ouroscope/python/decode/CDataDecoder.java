package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Instances of ctypes' types: bytes of C data, in the object or elsewhere, and what keeps them alive.
final class CDataDecoder implements Decoder {
    private static final long LARGEST = 1L << 40;
    private static final int MOST_BYTES = 64;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final List<String> typeNames;
    private final int structBytes;
    private final int pointerOffset;
    private final int needsFreeOffset;
    private final int sizeOffset;
    private final int ownValueOffset;

    CDataDecoder(Structs structs, String struct, String... typeNames) {
        this.structs = structs;
        this.typeNames = List.of(typeNames);
        memory = structs.memory;
        fields = new Fields(
                structs,
                struct,
                "",
                List.of(),
                structs.layout.struct(struct).has("thunk") ? List.of("thunk") : List.of());
        StructLayout data = structs.layout.struct(struct);
        structBytes = data.sizeBytes();
        pointerOffset = data.offset("b_ptr");
        needsFreeOffset = data.offset("b_needsfree");
        sizeOffset = data.offset("b_size");
        ownValueOffset = data.offset("b_value");
    }

    @Override
    public List<String> typeNames() {
        return typeNames;
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long data) {
        long size = memory.getLong(data + sizeOffset);
        return size >= 0 && size < LARGEST && fields.areValid(data);
    }

    @Override
    public PyValue value(long data) {
        String character = character(data);
        String simple = character != null ? "" : simple(data);
        if (simple != null) {
            long type = structs.header.type(data);
            String name = structs.types.isHeapType(type) ? TypeDicts.text(structs, structs.types.heapName(type)) : null;
            return new PyValue.Parts(List.of(
                    PyValue.Member.text("", (name == null ? "?" : name) + "(" + simple),
                    character == null
                            ? PyValue.Member.text("", "")
                            : PyValue.Member.inner(
                                    "", new PyValue.Bytes("", character.getBytes(StandardCharsets.ISO_8859_1), 1)),
                    PyValue.Member.text("", ")")));
        }
        long pointer = memory.getLong(data + pointerOffset);
        int size = (int) Math.min(memory.getLong(data + sizeOffset), MOST_BYTES);
        if (!memory.isReadable(pointer, size)) {
            return new PyValue.Summary("", List.of());
        }
        byte[] start = new byte[size];
        memory.copy(pointer, start, 0, size);
        var text = new StringBuilder();
        for (byte b : start) {
            text.append(String.format("%02x", b));
        }
        return new PyValue.Summary("", List.of(PyValue.Member.text("", "bytes " + text)));
    }

    private @Nullable String character(long data) {
        long code = TypeDicts.inherited(structs, structs.header.type(data), "_type_");
        long at = memory.getLong(data + pointerOffset);
        return memory.isReadable(at, 1) && "c".equals(TypeDicts.text(structs, code))
                ? String.valueOf((char) memory.getUnsignedByte(at))
                : null;
    }

    /// The value of a number, as the type's code says; null for everything else.
    private @Nullable String simple(long data) {
        long code = TypeDicts.inherited(structs, structs.header.type(data), "_type_");
        long at = memory.getLong(data + pointerOffset);
        if (code == 0
                || !structs.unicode.isValid(code)
                || structs.unicode.length(code) != 1
                || !memory.isReadable(at, 8)
                        && !memory.isReadable(at, (int) Math.min(8, memory.getLong(data + sizeOffset)))) {
            return null;
        }
        return switch (structs.unicode.read(code, 1)) {
            case "b" -> Byte.toString(memory.getByte(at));
            case "B" -> Integer.toString(memory.getUnsignedByte(at));
            case "h" -> Short.toString(memory.getShort(at));
            case "H" -> Integer.toString(memory.getShort(at) & 0xffff);
            case "i" -> Integer.toString(memory.getInt(at));
            case "I" -> Long.toString(memory.getUnsignedInt(at));
            case "l", "q" -> Long.toString(memory.getLong(at));
            case "L", "Q" -> Long.toUnsignedString(memory.getLong(at));
            case "d" -> Double.toString(Double.longBitsToDouble(memory.getLong(at)));
            case "?" -> memory.getByte(at) != 0 ? "True" : "False";
            case "P", "z", "Z" -> memory.getLong(at) == 0 ? "None" : Long.toUnsignedString(memory.getLong(at));
            case null, default -> null;
        };
    }

    @Override
    public void references(long data, ReferenceSink sink) {
        fields.report(data, sink);
    }

    @Override
    public long bodyBytes(long data, PyType type) {
        return type.basicSize();
    }

    @Override
    public void blocks(long data, BlockSink sink) {
        long pointer = memory.getLong(data + pointerOffset);
        if (memory.getInt(data + needsFreeOffset) != 0 && pointer != data + ownValueOffset) {
            sink.block(pointer, memory.getLong(data + sizeOffset));
        }
    }
}
