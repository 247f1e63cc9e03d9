package io.ouroscope.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Sizes as people write them: `2GB`, `512MiB`, `1.5 GB`. All units are powers of 1,024, as tools for memory
/// have it.
final class Sizes {
    private static final Pattern FORM =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgt";
    private static final int STEP = 1024;

    private Sizes() {}

    /// Reads an option.
    static final class Converter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            Matcher matcher = FORM.matcher(text.strip());
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is no size; write one like 512MB or 2GB");
            }
            String unit = matcher.group(2).toLowerCase(Locale.ROOT);
            double bytes =
                    Double.parseDouble(matcher.group(1)) * Math.pow(STEP, unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1);
            if (bytes < 1) {
                throw new TypeConversionException("a size must be positive but was '" + text + "'");
            }
            return (long) bytes;
        }
    }
}
