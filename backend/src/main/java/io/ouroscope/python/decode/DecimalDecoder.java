package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `decimal.Decimal`: a coefficient in words of 19 digits, lowest first, and an exponent (libmpdec's `mpd_t`).
///
/// The value is written as the General Decimal Arithmetic Specification's to-scientific-string says.
final class DecimalDecoder implements Decoder {
    private static final int NEGATIVE = 1;
    private static final int INFINITE = 2;
    private static final int NAN = 4;
    private static final int SIGNALING = 8;
    /// The words are not in a block of their own: in the object, shared or constant.
    private static final int NOT_OWN_DATA = 32 | 64 | 128;

    private static final int WORD_DIGITS = 19;
    private static final long WORD_LIMIT = Long.parseUnsignedLong("10000000000000000000");
    private static final long MOST_WORDS = 1L << 32;
    /// Words read for a value; of a longer one the highest digits are shown.
    private static final int MOST_SHOWN = 50;

    private final Memory memory;
    private final int structBytes;
    private final int flagsOffset;
    private final int exponentOffset;
    private final int digitsOffset;
    private final int lengthOffset;
    private final int allocatedOffset;
    private final int dataOffset;

    DecimalDecoder(Structs structs) {
        memory = structs.memory;
        StructLayout decimal = structs.layout.struct("PyDecObject");
        structBytes = decimal.sizeBytes();
        flagsOffset = decimal.offset("dec.flags");
        exponentOffset = decimal.offset("dec.exp");
        digitsOffset = decimal.offset("dec.digits");
        lengthOffset = decimal.offset("dec.len");
        allocatedOffset = decimal.offset("dec.alloc");
        dataOffset = decimal.offset("dec.data");
    }

    @Override
    public List<String> typeNames() {
        return List.of("decimal.Decimal");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long decimal) {
        long length = memory.getLong(decimal + lengthOffset);
        long allocated = memory.getLong(decimal + allocatedOffset);
        long digits = memory.getLong(decimal + digitsOffset);
        return length >= 0
                && length <= allocated
                && allocated < MOST_WORDS
                && digits >= 0
                && digits <= length * WORD_DIGITS
                && memory.isReadable(memory.getLong(decimal + dataOffset), 8 * length)
                && (length == 0 || Long.compareUnsigned(word(decimal, length - 1), WORD_LIMIT) < 0);
    }

    private long word(long decimal, long index) {
        return memory.getLong(memory.getLong(decimal + dataOffset) + 8 * index);
    }

    private int flags(long decimal) {
        return memory.getUnsignedByte(decimal + flagsOffset);
    }

    @Override
    public PyValue value(long decimal) {
        return new PyValue.Call("Decimal", List.of(PyValue.Member.text("", "'" + text(decimal) + "'")));
    }

    private String text(long decimal) {
        int flags = flags(decimal);
        String sign = (flags & NEGATIVE) != 0 ? "-" : "";
        if ((flags & INFINITE) != 0) {
            return sign + "Infinity";
        }
        String digits = digits(decimal);
        if ((flags & (NAN | SIGNALING)) != 0) {
            return sign + ((flags & SIGNALING) != 0 ? "sNaN" : "NaN") + (digits.equals("0") ? "" : digits);
        }
        return sign + scientific(digits, memory.getLong(decimal + exponentOffset));
    }

    private String digits(long decimal) {
        long length = memory.getLong(decimal + lengthOffset);
        var text = new StringBuilder();
        long last = Math.max(0, length - MOST_SHOWN);
        for (long i = length - 1; i >= last; i--) {
            String word = Long.toUnsignedString(word(decimal, i));
            text.append("0".repeat(text.isEmpty() ? 0 : WORD_DIGITS - Math.min(WORD_DIGITS, word.length())));
            text.append(word);
        }
        return last > 0 ? text + "…" : text.isEmpty() ? "0" : text.toString();
    }

    private static String scientific(String digits, long exponent) {
        long adjusted = exponent + digits.length() - 1;
        if (exponent <= 0 && adjusted >= -6) {
            if (exponent == 0) {
                return digits;
            }
            int point = (int) (digits.length() + exponent);
            return point > 0
                    ? digits.substring(0, point) + "." + digits.substring(point)
                    : "0." + "0".repeat(-point) + digits;
        }
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + "E" + (adjusted < 0 ? "" : "+") + adjusted;
    }

    private long ownBytes(long decimal) {
        return (flags(decimal) & NOT_OWN_DATA) != 0 ? 0 : 8 * memory.getLong(decimal + allocatedOffset);
    }

    @Override
    public long sizeBytes(long decimal, PyType type) {
        return type.basicSize() + ownBytes(decimal);
    }

    @Override
    public void blocks(long decimal, BlockSink sink) {
        if (ownBytes(decimal) > 0) {
            sink.block(memory.getLong(decimal + dataOffset), ownBytes(decimal));
        }
    }
}
