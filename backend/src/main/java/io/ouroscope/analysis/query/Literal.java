package io.ouroscope.analysis.query;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A value as somebody writes it to compare with: text, and also a number or a constant of Python if it reads as one
/// and is not quoted.
///
/// @param isReal whether the number is written as a float, and so stands for the double nearest to it
/// @param constant `True`, `False` or `None`; empty for others
record Literal(String text, @Nullable BigDecimal number, boolean isReal, String constant) {
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]{1,256}");
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,5000}");
    private static final Pattern REAL =
            Pattern.compile("[+-]?([0-9]{1,400}\\.[0-9]{0,400}|\\.[0-9]{1,400}|[0-9]{1,400})([eE][+-]?[0-9]{1,3})?");

    static Literal quoted(String text) {
        return new Literal(text, null, false, "");
    }

    static Literal bare(String text) {
        if (text.equals("True") || text.equals("False") || text.equals("None")) {
            return new Literal(text, null, false, text);
        }
        String digits = text.replace("_", "");
        if (HEXADECIMAL.matcher(digits).matches()) {
            return new Literal(text, new BigDecimal(new java.math.BigInteger(digits.substring(2), 16)), false, "");
        }
        if (WHOLE.matcher(digits).matches()) {
            return new Literal(text, new BigDecimal(digits), false, "");
        }
        if (REAL.matcher(digits).matches()) {
            double nearest = Double.parseDouble(digits);
            return new Literal(text, Double.isInfinite(nearest) ? null : new BigDecimal(nearest), true, "");
        }
        return quoted(text);
    }
}
