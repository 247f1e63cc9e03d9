package io.ouroscope.analysis.find;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// What is looked for in memory.
public sealed interface Sought {
    /// Longer ones are refused: they are no question of a person.
    int MOST_BYTES = 4096;

    /// Runs of bytes, at any address; a place where several fit is found once for each.
    ///
    /// @param patterns at most 127
    record Bytes(List<Pattern> patterns) implements Sought {}

    /// Aligned words whose value is in `[from, to)`, unsigned.
    record Pointer(long from, long to) implements Sought {}

    /// @param name what they are: an encoding, or empty
    /// @param bytes at least one
    record Pattern(String name, byte[] bytes) {}

    /// A text in the encodings that Python and C code keep texts in; those that give the same bytes are one.
    static Bytes text(String text) {
        var patterns = new ArrayList<Pattern>();
        add(patterns, "UTF-8", text, StandardCharsets.UTF_8);
        add(patterns, "Latin-1", text, StandardCharsets.ISO_8859_1);
        add(patterns, "UTF-16", text, StandardCharsets.UTF_16LE);
        add(patterns, "UTF-32", text, Charset.forName("UTF-32LE"));
        return new Bytes(List.copyOf(patterns));
    }

    /// Bytes as hexadecimal digits; blanks, colons, commas, `0x` and `\\x` between them are passed over.
    ///
    /// @throws IllegalArgumentException if they are none
    static Bytes hex(String digits) {
        return bytes(HexFormat.of()
                .parseHex(digits.replaceAll("[\\s:,]|0x|\\\\x", "").toLowerCase(Locale.ROOT)));
    }

    /// Words that are exactly this address.
    static Pointer exactly(long address) {
        return new Pointer(address, address + 1);
    }

    static Bytes bytes(byte[] bytes) {
        return new Bytes(List.of(new Pattern("", bytes.clone())));
    }

    private static void add(List<Pattern> patterns, String name, String text, Charset charset) {
        if (!charset.newEncoder().canEncode(text)) {
            return;
        }
        byte[] bytes = text.getBytes(charset);
        for (int i = 0; i < patterns.size(); i++) {
            Pattern other = patterns.get(i);
            if (Arrays.equals(other.bytes(), bytes)) {
                patterns.set(i, new Pattern(other.name() + "/" + name, bytes));
                return;
            }
        }
        patterns.add(new Pattern(name, bytes));
    }
}
