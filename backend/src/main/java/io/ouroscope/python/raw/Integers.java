package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Features;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import java.math.BigInteger;

/// `int` objects: digits of 30 bits, least significant first.
public final class Integers {
    private static final int DIGIT_BITS = 30;
    /// 2^40 digits would be an int of 4 TiB.
    private static final long MOST_DIGITS = 1L << 40;

    private final Memory memory;
    private final boolean tagged;
    private final int tagOffset;
    private final int digitsOffset;
    private final boolean zeroHasDigit;

    public Integers(Memory memory, Layout layout) {
        this.memory = memory;
        StructLayout object = layout.struct("PyLongObject");
        tagged = layout.features().integers() == Features.Integers.TAGGED;
        tagOffset = tagged ? object.offset("long_value.lv_tag") : layout.offset("PyVarObject", "ob_size");
        zeroHasDigit = layout.features().sizes() != Features.SizeExtras.GC_HEAD;
        digitsOffset = tagged ? object.offset("long_value.ob_digit") : object.offset("ob_digit");
    }

    public long digits(long integer) {
        long tag = memory.getLong(integer + tagOffset);
        return tagged ? tag >>> 3 : Math.abs(tag);
    }

    public int digitsOffset() {
        return digitsOffset;
    }

    /// sys.getsizeof of an int. Only since 3.11 a zero is counted with one digit; up to there subclasses are
    /// counted without what they add.
    public long sizeBytes(long integer, long basicSize) {
        long digits = digits(integer);
        if (tagged) {
            return basicSize + 4 * Math.max(1, digits);
        }
        return digitsOffset + 4 * (zeroHasDigit ? Math.max(1, digits) : digits);
    }

    public boolean isNegative(long integer) {
        long tag = memory.getLong(integer + tagOffset);
        return tagged ? (tag & 3) == 2 : tag < 0;
    }

    public boolean isValid(long integer) {
        if (!memory.isReadable(integer, digitsOffset + 4L)) {
            return false;
        }
        long tag = memory.getLong(integer + tagOffset);
        long digits = digits(integer);
        if (digits > MOST_DIGITS || tagged && ((tag & 3) == 3 || (tag & 3) == 1 != (digits == 0))) {
            return false;
        }
        if (digits == 0) {
            return true;
        }
        if (!memory.isReadable(integer + digitsOffset, digits * 4)) {
            return false;
        }
        int top = memory.getInt(integer + digitsOffset + (digits - 1) * 4);
        if (top <= 0 || top >>> DIGIT_BITS != 0) {
            return false;
        }
        long checked = Math.min(digits - 1, 16);
        for (long i = 0; i < checked; i++) {
            if (memory.getInt(integer + digitsOffset + i * 4) >>> DIGIT_BITS != 0) {
                return false;
            }
        }
        return true;
    }

    /// The value; for an int of more than `maxDigits` digits its top ones, shifted to their place.
    public BigInteger read(long integer, int maxDigits) {
        long digits = digits(integer);
        BigInteger value = BigInteger.ZERO;
        if (digits <= 2) {
            long small = 0;
            for (long i = digits - 1; i >= 0; i--) {
                small = small << DIGIT_BITS | memory.getUnsignedInt(integer + digitsOffset + i * 4);
            }
            value = BigInteger.valueOf(small);
        } else {
            long from = Math.max(0, digits - maxDigits);
            byte[] magnitude = new byte[(int) ((digits - from) * DIGIT_BITS / 8 + 1)];
            for (long i = from; i < digits; i++) {
                long digit = memory.getUnsignedInt(integer + digitsOffset + i * 4);
                put(magnitude, (i - from) * DIGIT_BITS, digit);
            }
            value = new BigInteger(1, magnitude);
        }
        return isNegative(integer) ? value.negate() : value;
    }

    /// The value if it fits a long, else `otherwise`.
    public long readLong(long integer, long otherwise) {
        long digits = digits(integer);
        if (digits > 3) {
            return otherwise;
        }
        BigInteger value = read(integer, 3);
        return value.bitLength() < Long.SIZE ? value.longValue() : otherwise;
    }

    /// Adds `digit` at bit position `bit` counted from the end of the big-endian `magnitude`.
    private static void put(byte[] magnitude, long bit, long digit) {
        int index = magnitude.length - 1 - (int) (bit / 8);
        long shifted = digit << bit % 8;
        while (shifted != 0) {
            magnitude[index--] |= (byte) shifted;
            shifted >>>= 8;
        }
    }
}
