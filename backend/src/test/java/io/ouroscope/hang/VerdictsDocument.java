package io.ouroscope.hang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// Writes the parts of `docs/verdicts.md` that are results.
final class VerdictsDocument {
    private static final Path DOCUMENT = Path.of("..", "docs", "verdicts.md");

    private VerdictsDocument() {}

    /// @param part `hangs` or `servers`: stands between its two comments
    static void write(String part, String text) throws IOException {
        String begin = "<!-- " + part + ": written by tools/full-check -->\n";
        String end = "<!-- end of " + part + " -->\n";
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(begin);
        int to = document.indexOf(end);
        if (from < 0 || to < 0) {
            throw new AssertionError(DOCUMENT + " has no place for " + part);
        }
        Files.writeString(DOCUMENT, document.substring(0, from + begin.length()) + text + document.substring(to));
    }

    static String taken() {
        return "Taken on " + LocalDate.now(ZoneOffset.UTC);
    }
}
