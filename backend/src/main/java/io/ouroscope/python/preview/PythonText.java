package io.ouroscope.python.preview;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// Scalars as Python's `repr` writes them.
public final class PythonText {
    /// CPython itself refuses to print longer ints (sys.get_int_max_str_digits).
    private static final int MOST_DECIMAL_BITS = 14_000;

    private PythonText() {}

    /// A str literal of the first `most` characters; `…` after it if `length`, in characters, is more.
    public static String string(String start, long length, int most) {
        int characters = start.codePointCount(0, start.length());
        int shownCharacters = Math.min(characters, most);
        String shown = start.substring(0, start.offsetByCodePoints(0, shownCharacters));
        char quote = shown.indexOf('\'') >= 0 && shown.indexOf('"') < 0 ? '"' : '\'';
        var text = new StringBuilder(shown.length() + 2).append(quote);
        shown.codePoints().forEach(point -> character(text, point, quote));
        text.append(quote);
        return length > shownCharacters ? text.append('…').toString() : text.toString();
    }

    private static void character(StringBuilder text, int point, char quote) {
        switch (point) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '\\' -> text.append("\\\\");
            default -> {
                if (point == quote) {
                    text.append('\\').append(quote);
                } else if (isPrintable(point)) {
                    text.appendCodePoint(point);
                } else if (point < 0x100) {
                    text.append(String.format("\\x%02x", point));
                } else if (point < 0x10000) {
                    text.append(String.format("\\u%04x", point));
                } else {
                    text.append(String.format("\\U%08x", point));
                }
            }
        }
    }

    /// As str.isprintable: no controls, formats, surrogates, unassigned; of separators only the space.
    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }

    /// A bytes literal of the first `most` bytes.
    public static String bytes(byte[] start, long length, int most) {
        int shown = Math.min(start.length, most);
        boolean single = false;
        boolean twice = false;
        for (int i = 0; i < shown; i++) {
            single |= start[i] == '\'';
            twice |= start[i] == '"';
        }
        char quote = single && !twice ? '"' : '\'';
        var text = new StringBuilder(shown + 3).append('b').append(quote);
        for (int i = 0; i < shown; i++) {
            int value = start[i] & 0xff;
            switch (value) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (value == quote) {
                        text.append('\\').append(quote);
                    } else if (value >= ' ' && value < 0x7f) {
                        text.append((char) value);
                    } else {
                        text.append(String.format("\\x%02x", value));
                    }
                }
            }
        }
        text.append(quote);
        return length > shown ? text.append('…').toString() : text.toString();
    }

    /// As `repr(float)`: the shortest digits that read back, exponent from 1e16 and below 1e-4.
    public static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        var decimal = shortest(Math.abs(value));
        String digits = decimal.unscaledValue().toString();
        int exponent = digits.length() - decimal.scale() - 1;
        String sign = value < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
            return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "")
                    + Math.abs(exponent);
        }
        String plain = decimal.toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    /// Java prints at least two digits (4.9E-324), Python the fewest that read back (5e-324).
    private static BigDecimal shortest(double value) {
        var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        BigDecimal oneDigit = decimal.round(new MathContext(1));
        return oneDigit.doubleValue() == value ? oneDigit : decimal;
    }

    public static String complex(double real, double imaginary) {
        String part = withoutZeroFraction(imaginary) + "j";
        if (real == 0 && 1 / real > 0) {
            return part;
        }
        String joined = part.startsWith("-") ? part : "+" + part;
        return "(" + withoutZeroFraction(real) + joined + ")";
    }

    private static String withoutZeroFraction(double value) {
        String text = real(value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /// Decimal up to the size that CPython prints, else the number of bits.
    public static String integer(BigInteger value, long digits) {
        if (digits * 30 > MOST_DECIMAL_BITS) {
            return (value.signum() < 0 ? "-" : "") + "0x"
                    + value.abs().toString(16).substring(0, 16) + "… (about " + digits * 30 + " bits)";
        }
        return value.toString();
    }
}
