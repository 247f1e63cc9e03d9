package io.ouroscope.analysis.strings;

import io.ouroscope.analysis.find.ByteFinder;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Looks for a text in one string after another, as bytes of each one's own width. Not safe for threads.
final class TextInString {
    private final boolean any;
    private final boolean atStart;
    private final @Nullable ByteFinder[] byWidth = new ByteFinder[5];
    private final @Nullable ByteFinder inBytes;

    /// @param atStart whether it must stand at the beginning
    TextInString(String text, boolean atStart) {
        this.atStart = atStart;
        any = text.isEmpty();
        inBytes = any ? null : new ByteFinder(text.getBytes(StandardCharsets.UTF_8));
        if (!any) {
            byWidth[1] = finder(text, StandardCharsets.ISO_8859_1);
            byWidth[2] = finder(text, StandardCharsets.UTF_16LE);
            byWidth[4] = finder(text, Charset.forName("UTF-32LE"));
        }
    }

    private static @Nullable ByteFinder finder(String text, Charset charset) {
        boolean wide = charset.equals(StandardCharsets.UTF_16LE)
                && text.codePoints().anyMatch(point -> point > Character.MAX_VALUE);
        return !wide && charset.newEncoder().canEncode(text) ? new ByteFinder(text.getBytes(charset)) : null;
    }

    boolean isIn(Contents contents) {
        if (any) {
            return true;
        }
        ByteFinder finder = contents.isText() ? byWidth[contents.width()] : inBytes;
        if (finder == null || finder.length() > contents.bytes()) {
            return false;
        }
        MemorySegment bytes = contents.segment();
        if (bytes == null) {
            bytes = MemorySegment.ofArray(contents.copy());
        }
        return finder.isIn(bytes, contents.width(), atStart);
    }
}
