package io.ouroscope.analysis.query;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PayloadSink;
import io.ouroscope.python.decode.PyType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Looks for a pattern in the characters of one object after another, where and as they lie in memory: a plain text is
/// compared as bytes of each object's own width. Not safe for threads: one each.
final class TextScan implements PayloadSink {
    /// A multiple of every width, and longer than any pattern.
    private static final int BUFFER_BYTES = 1 << 16;
    /// What a regular expression sees of one object.
    private static final int MOST_FOR_REGEX = 1 << 24;

    private static final Charset UTF_32 = Charset.forName("UTF-32LE");

    private final Heap heap;
    private final Memory memory;
    private final Progress progress;
    private final TextPattern pattern;
    private final @Nullable Pattern regex;
    private final int[] points;
    private final @Nullable ByteSearch[] byWidth = new ByteSearch[5];
    private final ByteSearch inBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private long payload;
    private long payloadLength;
    private int payloadWidth;
    private boolean found;
    private boolean cut;
    private long foundAt;
    private long foundLength;

    TextScan(Heap heap, TextPattern pattern, Progress progress) {
        this.heap = heap;
        memory = heap.memory();
        this.progress = progress;
        this.pattern = pattern;
        regex = pattern.regex();
        points = pattern.points();
        inBytes = new ByteSearch(pattern.utf8(), 1);
        for (int width = 1; width <= 4; width *= 2) {
            byte[] encoded = pattern.encoding(width);
            byWidth[width] = encoded == null ? null : new ByteSearch(encoded, width);
        }
    }

    /// Whether the pattern stands in the object; if not, [#wasCut] says whether it may stand in a part not looked at.
    boolean isIn(long object, PyType type) {
        found = false;
        cut = false;
        try {
            cut |= !heap.payload(object, type, this);
        } catch (UnreadableAddressException gone) {
            cut = true;
        }
        return found;
    }

    boolean wasCut() {
        return cut && !found;
    }

    /// In characters, of bytes objects in bytes.
    long foundAt() {
        return foundAt;
    }

    long foundLength() {
        return foundLength;
    }

    /// Up to `most` of the characters before what was found, of those from there on, and of those behind it.
    String before(int most) {
        return read(Math.max(0, foundAt - most), foundAt);
    }

    String match(int most) {
        return read(foundAt, foundAt + Math.min(most, foundLength));
    }

    String after(int most) {
        long end = foundAt + foundLength;
        return read(end, Math.min(payloadLength, end + most));
    }

    boolean isCutAfter(int most) {
        return foundAt + foundLength + most < payloadLength;
    }

    private String read(long from, long to) {
        int width = Math.max(1, payloadWidth);
        byte[] bytes = new byte[(int) (to - from) * width];
        memory.copy(payload + from * width, bytes, 0, bytes.length);
        return new String(
                bytes,
                switch (payloadWidth) {
                    case 0 -> StandardCharsets.UTF_8;
                    case 1 -> StandardCharsets.ISO_8859_1;
                    case 2 -> StandardCharsets.UTF_16LE;
                    default -> UTF_32;
                });
    }

    @Override
    public void text(long address, long characters, int width) {
        payload = address;
        payloadLength = characters;
        payloadWidth = width;
        ByteSearch exact = byWidth[width];
        if (regex != null) {
            match(regex, address, characters, width);
        } else if (pattern.ignoresCase()) {
            scanFolded(address, characters, width);
        } else if (exact != null) {
            scan(address, characters * width, exact, width);
        }
    }

    @Override
    public void bytes(long address, long length) {
        payload = address;
        payloadLength = length;
        payloadWidth = 0;
        if (regex != null) {
            int count = (int) Math.min(length, MOST_FOR_REGEX);
            byte[] bytes = new byte[count];
            memory.copy(address, bytes, 0, count);
            match(regex.matcher(bytes), count < length);
        } else if (pattern.ignoresCase()) {
            scanFoldedBytes(address, length);
        } else {
            scan(address, length, inBytes, 1);
        }
    }

    private void scan(long address, long bytes, ByteSearch search, int width) {
        for (long offset = 0; bytes - offset >= search.length(); offset += BUFFER_BYTES - search.length() + width) {
            int count = copy(address, offset, bytes);
            int at = search.find(buffer, 0, count);
            if (at >= 0) {
                found((offset + at) / width, search.length() / width);
                return;
            }
            if (offset + count == bytes) {
                return;
            }
        }
    }

    private void scanFolded(long address, long characters, int width) {
        long bytes = characters * width;
        int patternBytes = points.length * width;
        for (long offset = 0; bytes - offset >= patternBytes; offset += BUFFER_BYTES - patternBytes + width) {
            int count = copy(address, offset, bytes);
            int at = findFolded(count / width, width);
            if (at >= 0) {
                found(offset / width + at, points.length);
                return;
            }
            if (offset + count == bytes) {
                return;
            }
        }
    }

    private int findFolded(int characters, int width) {
        for (int start = 0; start <= characters - points.length; start++) {
            int i = 0;
            while (i < points.length && Fold.of(point(start + i, width)) == points[i]) {
                i++;
            }
            if (i == points.length) {
                return start;
            }
        }
        return -1;
    }

    private int point(int index, int width) {
        return switch (width) {
            case 1 -> buffer[index] & 0xff;
            case 2 -> Characters.medium(buffer, index);
            default -> Characters.medium(buffer, 2 * index) | Characters.medium(buffer, 2 * index + 1) << 16;
        };
    }

    private void scanFoldedBytes(long address, long bytes) {
        for (long offset = 0; bytes - offset >= inBytes.length(); offset += BUFFER_BYTES - inBytes.length() + 1) {
            int count = copy(address, offset, bytes);
            for (int i = 0; i < count; i++) {
                buffer[i] = Fold.ofAscii(buffer[i]);
            }
            int at = inBytes.find(buffer, 0, count);
            if (at >= 0) {
                found(offset + at, inBytes.length());
                return;
            }
            if (offset + count == bytes) {
                return;
            }
        }
    }

    private int copy(long address, long offset, long bytes) {
        if (offset > 0) {
            progress.check();
        }
        int count = (int) Math.min(BUFFER_BYTES, bytes - offset);
        memory.copy(address + offset, buffer, 0, count);
        return count;
    }

    private void match(Pattern expression, long address, long characters, int width) {
        int count = (int) Math.min(characters, MOST_FOR_REGEX / width);
        byte[] bytes = count * width <= BUFFER_BYTES ? buffer : new byte[count * width];
        memory.copy(address, bytes, 0, count * width);
        if (width < 4) {
            match(expression.matcher(new Characters(bytes, count, width)), count < characters);
            return;
        }
        String text = new String(Arrays.copyOf(bytes, count * width), UTF_32);
        match(expression.matcher(text), count < characters);
        if (found) {
            int start = (int) foundAt;
            foundLength = text.codePointCount(start, start + (int) foundLength);
            foundAt = text.codePointCount(0, start);
        }
    }

    private void match(Matcher matcher, boolean isCut) {
        if (matcher.find()) {
            found(matcher.start(), (long) matcher.end() - matcher.start());
        }
        cut |= isCut;
    }

    private void found(long at, long length) {
        found = true;
        foundAt = at;
        foundLength = length;
    }
}
