package io.ouroscope.snapshot;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What travels with a compressed snapshot without being part of it: a *skippable frame* at the beginning of the file,
/// which every zstd passes over (RFC 8878, section 3.1.2). So the content and with it the id stay the same.
///
/// This class knows where the bytes are, not what they say; `workspace` does. A file without such a frame is as good.
public final class TransportHead {
    /// The largest that is written and read; a longer frame is passed over unread.
    public static final int MOST_BYTES = 32 << 20;

    /// One of the sixteen magic numbers of skippable frames, 0x184D2A50 to 0x184D2A5F.
    private static final int MAGIC = 0x184D2A5B;

    /// Tells our frames from those of other programs.
    private static final byte[] TAG = "ouroscope\n".getBytes(StandardCharsets.US_ASCII);

    private static final int PREFIX = 8;

    private TransportHead() {}

    /// The frame that holds `content`.
    static byte[] frame(byte[] content) {
        if (content.length > MOST_BYTES - TAG.length) {
            throw new IllegalArgumentException("A head holds at most " + MOST_BYTES + " bytes");
        }
        return ByteBuffer.allocate(PREFIX + TAG.length + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putInt(TAG.length + content.length)
                .put(TAG)
                .put(content)
                .array();
    }

    /// The content of the frame at the beginning of `source`, which stands behind it afterwards; null, and nothing is
    /// consumed, if it does not begin with one of ours.
    static byte @Nullable [] read(BufferedInputStream source) throws IOException {
        source.mark(PREFIX + TAG.length);
        ByteBuffer prefix =
                ByteBuffer.wrap(source.readNBytes(PREFIX + TAG.length)).order(ByteOrder.LITTLE_ENDIAN);
        if (prefix.remaining() == PREFIX + TAG.length && prefix.getInt() == MAGIC) {
            long length = Integer.toUnsignedLong(prefix.getInt());
            boolean ours = Arrays.equals(prefix.array(), PREFIX, PREFIX + TAG.length, TAG, 0, TAG.length);
            if (ours && length >= TAG.length && length <= MOST_BYTES) {
                return source.readNBytes((int) length - TAG.length);
            }
        }
        source.reset();
        return null;
    }

    /// What travels with a compressed file, null if nothing does.
    public static byte @Nullable [] of(Path compressed) throws IOException {
        try (InputStream file = Files.newInputStream(compressed);
                var source = new BufferedInputStream(file)) {
            return read(source);
        }
    }

    /// How many bytes of a compressed file its own head takes, 0 if it has none.
    static long lengthIn(Path compressed) throws IOException {
        byte[] content = of(compressed);
        return content == null ? 0 : PREFIX + TAG.length + content.length;
    }
}
