package io.ouroscope.snapshot;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A source file as Python reads it: in the encoding that it names in one of its first two lines (PEP 263), else UTF-8;
/// lines end as in any text file.
public final class SourceText {
    private static final Pattern ENCODING = Pattern.compile(
            "\\A(?:[ \\t\\f]*(?:#[^\\r\\n]*)?(?:\\r\\n?|\\n))?[ \\t\\f]*#[^\\r\\n]*?coding[:=][ \\t]*([-\\w.]+)");

    /// Where an encoding may be named.
    private static final int HEAD_BYTES = 1000;

    private final String text;
    private final int[] starts;

    private SourceText(String text) {
        this.text = text;
        IntArrayList lines = new IntArrayList();
        int at = 0;
        while (at < text.length()) {
            lines.add(at);
            at = next(text, at);
        }
        starts = lines.toIntArray();
    }

    static SourceText of(byte[] bytes) {
        int start = bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf
                ? 3
                : 0;
        return new SourceText(new String(bytes, start, bytes.length - start, encoding(bytes)));
    }

    private static Charset encoding(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        Matcher named = ENCODING.matcher(head);
        if (!named.find()) {
            return StandardCharsets.UTF_8;
        }
        String name = named.group(1).replace('_', '-');
        try {
            return Charset.forName(name.matches("(?i)(iso-)?latin-1(-.*)?") ? "ISO-8859-1" : name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    private static int next(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        boolean two = at + 1 < text.length() && text.charAt(at) == '\r' && text.charAt(at + 1) == '\n';
        return Math.min(text.length(), at + (two ? 2 : 1));
    }

    /// How many lines there are.
    public int lines() {
        return starts.length;
    }

    /// A line without its end, null if there is none of this number.
    ///
    /// @param number from 1
    public @Nullable String line(int number) {
        if (number < 1 || number > starts.length) {
            return null;
        }
        int end = number < starts.length ? starts[number] : text.length();
        String line = text.substring(starts[number - 1], end);
        return line.endsWith("\r\n")
                ? line.substring(0, line.length() - 2)
                : line.endsWith("\n") || line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    int characters() {
        return text.length() + starts.length * 2;
    }
}
