package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// `array.array`: machine values in a buffer of its own.
///
/// What they are stands in the read-only data; where the snapshot lacks that, only their number is known.
final class ArrayDecoder implements Decoder {
    /// struct arraydescr begins with the type code (char) and the size of an item (int).
    private static final int ITEM_SIZE_OFFSET = 4;

    private static final int LARGEST_ITEM = 16;
    private static final int MOST_SHOWN = 100;
    /// Digits of 30 bits that 64 bits need.
    private static final int INT_DIGITS = 3;

    private final Structs structs;
    private final Memory memory;
    private final int itemsOffset;
    private final int allocatedOffset;
    private final int descriptionOffset;

    ArrayDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout array = structs.layout.struct("arrayobject");
        itemsOffset = array.offset("ob_item");
        allocatedOffset = array.offset("allocated");
        descriptionOffset = array.offset("ob_descr");
    }

    @Override
    public List<String> typeNames() {
        return List.of("array.array");
    }

    @Override
    public boolean isValid(long array) {
        long length = structs.header.length(array);
        long allocated = memory.getLong(array + allocatedOffset);
        boolean described = isDescribed(array);
        int itemSize = itemSize(array);
        return length >= 0
                && length <= allocated
                && (!described || itemSize > 0 && itemSize <= LARGEST_ITEM)
                && allocated < Long.MAX_VALUE / LARGEST_ITEM
                && (allocated == 0
                        || memory.isReadable(memory.getLong(array + itemsOffset), allocated * Math.max(1, itemSize)));
    }

    private boolean isDescribed(long array) {
        return memory.isReadable(memory.getLong(array + descriptionOffset), ITEM_SIZE_OFFSET + Integer.BYTES);
    }

    /// 0 where it is not in the snapshot.
    private int itemSize(long array) {
        return isDescribed(array) ? memory.getInt(memory.getLong(array + descriptionOffset) + ITEM_SIZE_OFFSET) : 0;
    }

    private char typeCode(long array) {
        return isDescribed(array) ? (char) memory.getUnsignedByte(memory.getLong(array + descriptionOffset)) : '?';
    }

    @Override
    public PyValue value(long array) {
        long length = structs.header.length(array);
        PyValue.Member code = PyValue.Member.text("", "'" + typeCode(array) + "'");
        if (length == 0) {
            return new PyValue.Call("array", List.of(code));
        }
        return new PyValue.Call("array", List.of(code, PyValue.Member.inner("", items(array, length))));
    }

    private PyValue items(long array, long length) {
        long at = memory.getLong(array + itemsOffset);
        int shown = (int) Math.min(length, MOST_SHOWN);
        char code = typeCode(array);
        if (code == 'u' || code == 'w') {
            var text = new StringBuilder();
            for (int i = 0; i < shown; i++) {
                int point = memory.getInt(at + 4L * i);
                text.appendCodePoint(Character.isValidCodePoint(point) ? point : '?');
            }
            return new PyValue.Text(text.toString(), length);
        }
        var items = new ArrayList<PyValue>();
        for (int i = 0; i < shown; i++) {
            items.add(item(at + (long) itemSize(array) * i, code));
        }
        return new PyValue.Inline("[", "]", List.copyOf(items), length);
    }

    private PyValue item(long at, char code) {
        return switch (code) {
            case 'b' -> integer(memory.getByte(at));
            case 'B' -> integer(memory.getUnsignedByte(at));
            case 'h' -> integer(memory.getShort(at));
            case 'H' -> integer(memory.getShort(at) & 0xffff);
            case 'i' -> integer(memory.getInt(at));
            case 'I' -> integer(memory.getUnsignedInt(at));
            case 'l', 'q' -> integer(memory.getLong(at));
            case 'L', 'Q' -> new PyValue.Int(new BigInteger(Long.toUnsignedString(memory.getLong(at))), INT_DIGITS);
            case 'f' -> new PyValue.Real(Float.intBitsToFloat(memory.getInt(at)));
            case 'd' -> new PyValue.Real(Double.longBitsToDouble(memory.getLong(at)));
            default -> new PyValue.Constant("?");
        };
    }

    private static PyValue integer(long value) {
        return new PyValue.Int(BigInteger.valueOf(value), INT_DIGITS);
    }

    @Override
    public long sizeBytes(long array, PyType type) {
        return type.basicSize() + bufferBytes(array);
    }

    @Override
    public void blocks(long array, BlockSink sink) {
        if (bufferBytes(array) > 0) {
            sink.block(memory.getLong(array + itemsOffset), bufferBytes(array));
        }
    }

    private long bufferBytes(long array) {
        return memory.getLong(array + allocatedOffset) * itemSize(array);
    }

    @Override
    public void facts(long array, FactSink sink) {
        sink.fact("typecode", "'" + typeCode(array) + "'");
        sink.fact("itemsize", isDescribed(array) ? Integer.toString(itemSize(array)) : "not in the snapshot");
    }
}
