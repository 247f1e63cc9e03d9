package io.ouroscope.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Times as people write and read them: `10s`, `500ms`, `2m`; a bare number is seconds.
final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|min)?", Pattern.CASE_INSENSITIVE);

    private Durations() {}

    static String text(double millis) {
        if (millis < 1000) {
            return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
        }
        return String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }

    /// Reads an option as milliseconds.
    static final class Converter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            Matcher matcher = FORM.matcher(text.strip());
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is no time; write one like 10s or 500ms");
            }
            String unit = matcher.group(2) == null ? "s" : matcher.group(2).toLowerCase(Locale.ROOT);
            double factor = switch (unit) {
                case "ms" -> 1;
                case "s" -> 1000;
                default -> 60_000;
            };
            long millis = (long) (Double.parseDouble(matcher.group(1)) * factor);
            if (millis < 1) {
                throw new TypeConversionException("a time must be positive but was '" + text + "'");
            }
            return millis;
        }
    }
}
