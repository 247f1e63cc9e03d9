package io.ouroscope.analysis.query;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A text to look for within other texts.
///
/// As a regular expression it is RE2's: without back references and look-around, and in return matched in time that
/// grows with the text alone, whatever somebody writes.
public final class TextPattern {
    private static final int LONGEST = 1_000;

    private final String text;
    private final boolean ignoreCase;
    private final @Nullable Pattern regex;
    private final int[] points;
    private final byte @Nullable [] narrow;
    private final byte @Nullable [] medium;
    private final byte[] wide;
    private final byte[] utf8;

    private TextPattern(String text, boolean ignoreCase, @Nullable Pattern regex) {
        this.text = text;
        this.ignoreCase = ignoreCase;
        this.regex = regex;
        points = text.codePoints()
                .map(point -> ignoreCase ? Fold.of(point) : point)
                .toArray();
        narrow = encoded(1);
        medium = encoded(2);
        wide = encodedWide();
        utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (ignoreCase) {
            for (int i = 0; i < utf8.length; i++) {
                utf8[i] = Fold.ofAscii(utf8[i]);
            }
        }
    }

    /// @param ignoreCase upper and lower case letters are the same; in bytes only those of ASCII
    /// @throws QueryException if it is empty or too long, or no regular expression
    public static TextPattern of(String text, boolean ignoreCase, boolean isRegex) throws QueryException {
        if (text.isEmpty()) {
            throw new QueryException("A text to look for must not be empty");
        }
        if (text.length() > LONGEST) {
            throw new QueryException("A text to look for has at most " + LONGEST + " characters, not " + text.length());
        }
        if (!isRegex) {
            return new TextPattern(text, ignoreCase, null);
        }
        try {
            return new TextPattern(text, ignoreCase, Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
        } catch (PatternSyntaxException wrong) {
            throw new QueryException("'" + text + "' is no regular expression: " + wrong.getDescription());
        }
    }

    boolean ignoresCase() {
        return ignoreCase;
    }

    @Nullable
    Pattern regex() {
        return regex;
    }

    /// The characters, folded if case does not matter.
    int[] points() {
        return points;
    }

    /// As the bytes of texts with characters of this width; null if those cannot contain it.
    byte @Nullable [] encoding(int width) {
        return switch (width) {
            case 1 -> narrow;
            case 2 -> medium;
            default -> wide;
        };
    }

    /// As it stands in bytes objects, folded if case does not matter.
    byte[] utf8() {
        return utf8;
    }

    private byte @Nullable [] encoded(int width) {
        int most = width == 1 ? 0xff : 0xffff;
        if (Arrays.stream(points).anyMatch(point -> point > most)) {
            return null;
        }
        byte[] bytes = new byte[width * points.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (points[i / width] >>> 8 * (i % width));
        }
        return bytes;
    }

    private byte[] encodedWide() {
        byte[] bytes = new byte[4 * points.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (points[i / 4] >>> 8 * (i % 4));
        }
        return bytes;
    }

    @Override
    public String toString() {
        return text;
    }
}
