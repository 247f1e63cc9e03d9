package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.Structs;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Machine values as numpy keeps them in arrays and scalars, read as values for people.
final class NumpyValues {
    private static final int LONGEST = 256;
    private static final int MOST_HALF_DIGITS = 5;
    /// NPY_DATETIMEUNIT: years and months are counted from 1970, all below in equal steps.
    private static final int YEARS = 0;

    private static final int MONTHS = 1;
    private static final int WEEKS = 2;
    private static final int DAYS = 4;
    private static final int HOURS = 5;
    private static final int MINUTES = 6;
    private static final int SECONDS = 7;
    private static final int NANOSECONDS = 10;

    private final Memory memory;

    NumpyValues(Structs structs) {
        memory = structs.memory;
    }

    /// The value of `bytes` bytes at `at`, null if numpy's kind or size is not one of machine values.
    @Nullable
    PyValue value(long at, char kind, long bytes, boolean swapped) {
        return switch (kind) {
            case 'b' -> new PyValue.Constant(memory.getByte(at) != 0 ? "True" : "False");
            case 'i' -> bytes > 8 ? null : integer(BigInteger.valueOf(signed(at, bytes, swapped)));
            case 'u' -> bytes > 8 ? null : integer(unsigned(at, bytes, swapped));
            case 'f' -> new PyValue.Real(real(at, bytes, swapped));
            case 'c' -> new PyValue.Complex(real(at, bytes / 2, swapped), real(at + bytes / 2, bytes / 2, swapped));
            case 'S' -> bytesValue(at, bytes);
            case 'U' -> text(at, bytes, swapped);
            default -> null;
        };
    }

    private static PyValue integer(BigInteger value) {
        return new PyValue.Int(value, (value.bitLength() + 29) / 30);
    }

    long signed(long at, long bytes, boolean swapped) {
        long word = word(at, bytes, swapped);
        int unused = (int) (Long.SIZE - 8 * bytes);
        return word << unused >> unused;
    }

    private BigInteger unsigned(long at, long bytes, boolean swapped) {
        return new BigInteger(Long.toUnsignedString(word(at, bytes, swapped)));
    }

    private long word(long at, long bytes, boolean swapped) {
        long word = 0;
        for (int i = 0; i < Math.min(bytes, Long.BYTES); i++) {
            long place = swapped ? bytes - 1 - i : i;
            word |= (long) memory.getUnsignedByte(at + place) << 8 * i;
        }
        return word;
    }

    /// `long double` loses its last digits: it is shown as a double.
    private double real(long at, long bytes, boolean swapped) {
        return switch ((int) bytes) {
            case 2 -> half((short) word(at, 2, swapped));
            case 4 -> single(Float.intBitsToFloat((int) word(at, 4, swapped)));
            case 8 -> Double.longBitsToDouble(word(at, 8, swapped));
            default -> extended(word(at, 8, false), (int) word(at + 8, 2, false));
        };
    }

    /// The double whose shortest digits are those of the float.
    private static double single(float value) {
        return Float.isFinite(value) ? Double.parseDouble(Float.toString(value)) : value;
    }

    private static double half(short bits) {
        float value = Float.float16ToFloat(bits);
        if (!Float.isFinite(value) || value == 0) {
            return value;
        }
        for (int digits = 1; digits < MOST_HALF_DIGITS; digits++) {
            double rounded =
                    new BigDecimal(value).round(new MathContext(digits)).doubleValue();
            if (Float.floatToFloat16((float) rounded) == bits) {
                return rounded;
            }
        }
        return value;
    }

    /// x87: 64 bits with the leading one, 15 bits of exponent from -16383, the sign.
    private static double extended(long mantissa, int signAndExponent) {
        int exponent = signAndExponent & 0x7fff;
        double sign = (signAndExponent & 0x8000) != 0 ? -1 : 1;
        if (exponent == 0x7fff) {
            return mantissa << 1 == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        double whole = new BigInteger(Long.toUnsignedString(mantissa)).doubleValue();
        return sign * Math.scalb(Math.scalb(whole, -63), exponent - 16383);
    }

    private PyValue bytesValue(long at, long bytes) {
        byte[] read = new byte[(int) Math.min(bytes, LONGEST)];
        memory.copy(at, read, 0, read.length);
        int end = read.length;
        while (end > 0 && read[end - 1] == 0) {
            end--;
        }
        return new PyValue.Bytes("", Arrays.copyOf(read, end), bytes > LONGEST ? bytes : end);
    }

    private PyValue text(long at, long bytes, boolean swapped) {
        byte[] read = new byte[(int) Math.min(bytes, 4 * LONGEST) & ~3];
        memory.copy(at, read, 0, read.length);
        String text = new String(read, swapped ? StandardCharsets.UTF_32BE : StandardCharsets.UTF_32LE);
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        String shown = text.substring(0, end);
        return new PyValue.Text(shown, bytes > 4 * LONGEST ? bytes / 4 : shown.codePointCount(0, end));
    }

    /// As numpy writes a datetime64 of this unit.
    static String date(long value, int unit, int multiple) {
        if (value == Long.MIN_VALUE) {
            return "NaT";
        }
        try {
            long steps = Math.multiplyExact(value, (long) multiple);
            return switch (unit) {
                case YEARS -> String.format("%04d", 1970 + steps);
                case MONTHS -> moment(LocalDateTime.of(1970, 1, 1, 0, 0).plusMonths(steps), 7);
                case WEEKS -> moment(LocalDateTime.of(1970, 1, 1, 0, 0).plusWeeks(steps), 10);
                case DAYS -> moment(LocalDateTime.of(1970, 1, 1, 0, 0).plusDays(steps), 10);
                case HOURS -> moment(LocalDateTime.of(1970, 1, 1, 0, 0).plusHours(steps), 13);
                case MINUTES -> moment(LocalDateTime.of(1970, 1, 1, 0, 0).plusMinutes(steps), 16);
                default -> unit < SECONDS || unit > NANOSECONDS ? Long.toString(value) : seconds(steps, unit);
            };
        } catch (ArithmeticException | DateTimeException outOfRange) {
            return Long.toString(value);
        }
    }

    private static String seconds(long steps, int unit) {
        int digits = 3 * (unit - SECONDS);
        long perSecond = 1;
        for (int i = 0; i < digits; i++) {
            perSecond *= 10;
        }
        long seconds = Math.floorDiv(steps, perSecond);
        String whole = moment(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC), 19);
        return digits == 0 ? whole : whole + "." + String.format("%0" + digits + "d", Math.floorMod(steps, perSecond));
    }

    private static String moment(LocalDateTime moment, int length) {
        return String.format(
                        "%04d-%02d-%02dT%02d:%02d:%02d",
                        moment.getYear(),
                        moment.getMonthValue(),
                        moment.getDayOfMonth(),
                        moment.getHour(),
                        moment.getMinute(),
                        moment.getSecond())
                .substring(0, length);
    }
}
