package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// `str` objects: compact ASCII, compact and legacy ones (PEP 393).
///
/// Legacy ones (data apart from the object) are those of subclasses of `str` and, up to 3.11, those made from wide
/// characters. A string that is not "ready" (up to 3.11, kind 0) has only wide characters; it is read as such.
public final class Unicode {
    private final Memory memory;
    private final int lengthOffset;
    private final int hashOffset;
    private final Field kind;
    private final Field compact;
    private final Field ascii;
    private final int asciiBytes;
    private final int compactBytes;
    private final int legacyBytes;
    private final int dataOffset;
    private final int utf8Offset;
    private final int utf8LengthOffset;
    private final int wideOffset;
    private final int wideLengthOffset;

    public Unicode(Memory memory, Layout layout) {
        this.memory = memory;
        StructLayout head = layout.struct("PyASCIIObject");
        StructLayout compactHead = layout.struct("PyCompactUnicodeObject");
        StructLayout legacyHead = layout.struct("PyUnicodeObject");
        lengthOffset = head.offset("length");
        hashOffset = head.offset("hash");
        kind = head.field("state.kind");
        compact = head.field("state.compact");
        ascii = head.field("state.ascii");
        asciiBytes = head.sizeBytes();
        compactBytes = compactHead.sizeBytes();
        legacyBytes = legacyHead.sizeBytes();
        dataOffset = legacyHead.offset("data");
        utf8Offset = compactHead.offset("utf8");
        utf8LengthOffset = compactHead.offset("utf8_length");
        wideOffset = head.offset("wstr", -1);
        wideLengthOffset = compactHead.offset("wstr_length", -1);
    }

    /// Characters, not bytes.
    public long length(long str) {
        if (isWideOnly(str)) {
            return memory.getLong(str + wideLengthOffset);
        }
        return memory.getLong(str + lengthOffset);
    }

    public long hash(long str) {
        return memory.getLong(str + hashOffset);
    }

    public boolean isCompact(long str) {
        return compact.read(memory, str) != 0;
    }

    /// Bytes per character: 1, 2 or 4.
    public int characterBytes(long str) {
        int bytes = (int) kind.read(memory, str);
        return bytes == 0 ? 4 : bytes;
    }

    /// Address of the first character; 0 if there is no data.
    public long data(long str) {
        if (compact.read(memory, str) == 0) {
            return isWideOnly(str) ? memory.getLong(str + wideOffset) : memory.getLong(str + dataOffset);
        }
        return str + (ascii.read(memory, str) != 0 ? asciiBytes : compactBytes);
    }

    public boolean isValid(long str) {
        if (!memory.isReadable(str, asciiBytes)) {
            return false;
        }
        long bytes = kind.read(memory, str);
        boolean isCompact = compact.read(memory, str) != 0;
        boolean isAscii = ascii.read(memory, str) != 0;
        if (bytes == 0 ? wideOffset < 0 || isCompact : bytes != 1 && bytes != 2 && bytes != 4) {
            return false;
        }
        if (isAscii && bytes != 1 && bytes != 0 || !(isAscii && isCompact) && !memory.isReadable(str, compactBytes)) {
            return false;
        }
        long length = length(str);
        if (length < 0 || length > 1L << 40) {
            return false;
        }
        if (!isCompact && !memory.isReadable(str, legacyBytes)) {
            return false;
        }
        long data = data(str);
        int width = characterBytes(str);
        long end = data + length * width;
        if (!memory.isReadable(data, (length + 1) * width)) {
            return false;
        }
        return switch (width) {
            case 1 -> memory.getByte(end) == 0 && (!isAscii || isAscii(data, Math.min(length, 64)));
            case 2 -> memory.getShort(end) == 0;
            default -> memory.getInt(end) == 0;
        };
    }

    /// Up to `maxCharacters` characters; null where no valid str is. Lone surrogates stay as they are.
    public @Nullable String read(long str, int maxCharacters) {
        if (!isValid(str)) {
            return null;
        }
        return readValid(str, 0, maxCharacters);
    }

    /// Up to `maxCharacters` characters of a valid str, from character `from` on.
    public String readValid(long str, long from, int maxCharacters) {
        int count = (int) Math.max(0, Math.min(length(str) - from, maxCharacters));
        int width = characterBytes(str);
        byte[] bytes = new byte[Math.multiplyExact(count, width)];
        memory.copy(data(str) + from * width, bytes, 0, bytes.length);
        return switch (width) {
            case 1 -> new String(bytes, StandardCharsets.ISO_8859_1);
            case 2 -> units(bytes);
            default -> codePoints(bytes);
        };
    }

    /// sys.getsizeof without what lies before the object, for exact str (subclasses add their own).
    public long sizeBytes(long str) {
        long length = length(str);
        boolean isAscii = ascii.read(memory, str) != 0;
        if (isCompact(str)) {
            long body = isAscii ? asciiBytes + length + 1 : compactBytes + (length + 1) * characterBytes(str);
            return body + separateUtf8(str, isAscii) + separateWide(str);
        }
        long data = isWideOnly(str) ? 0 : memory.getLong(str + dataOffset);
        long body = legacyBytes + (data != 0 ? (length + 1) * characterBytes(str) : 0);
        return body + separateUtf8(str, false) + separateWide(str);
    }

    /// Buffers of the object that are blocks of their own.
    public void blocks(long str, BlockSink sink) {
        boolean isAscii = ascii.read(memory, str) != 0;
        if (!isCompact(str) && !isWideOnly(str)) {
            long data = memory.getLong(str + dataOffset);
            if (data != 0) {
                sink.block(data, (length(str) + 1) * characterBytes(str));
            }
        }
        long utf8 = separateUtf8(str, isAscii && isCompact(str));
        if (utf8 > 0) {
            sink.block(memory.getLong(str + utf8Offset), utf8);
        }
        long wide = separateWide(str);
        if (wide > 0) {
            sink.block(memory.getLong(str + wideOffset), wide);
        }
    }

    private long separateUtf8(long str, boolean compactAscii) {
        if (compactAscii) {
            return 0;
        }
        long utf8 = memory.getLong(str + utf8Offset);
        return utf8 != 0 && utf8 != data(str) ? memory.getLong(str + utf8LengthOffset) + 1 : 0;
    }

    private long separateWide(long str) {
        if (wideOffset < 0) {
            return 0;
        }
        long wide = memory.getLong(str + wideOffset);
        if (wide == 0 || kind.read(memory, str) != 0 && wide == data(str)) {
            return 0;
        }
        boolean compactAscii = isCompact(str) && ascii.read(memory, str) != 0;
        long characters = compactAscii ? length(str) : memory.getLong(str + wideLengthOffset);
        return (characters + 1) * 4;
    }

    private boolean isWideOnly(long str) {
        return wideOffset >= 0 && kind.read(memory, str) == 0;
    }

    private boolean isAscii(long data, long count) {
        for (long i = 0; i < count; i++) {
            if (memory.getByte(data + i) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String units(byte[] bytes) {
        char[] characters = new char[bytes.length / 2];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (char) (bytes[2 * i] & 0xff | (bytes[2 * i + 1] & 0xff) << 8);
        }
        return new String(characters);
    }

    private static String codePoints(byte[] bytes) {
        var text = new StringBuilder(bytes.length / 4);
        for (int i = 0; i < bytes.length; i += 4) {
            int point = bytes[i] & 0xff
                    | (bytes[i + 1] & 0xff) << 8
                    | (bytes[i + 2] & 0xff) << 16
                    | (bytes[i + 3] & 0xff) << 24;
            text.appendCodePoint(Character.isValidCodePoint(point) ? point : 0xfffd);
        }
        return text.toString();
    }

    /// A NUL-terminated C string of at most `maxBytes`, null if it is not there or not printable UTF-8.
    public static @Nullable String cString(Memory memory, long address, int maxBytes) {
        try {
            byte[] bytes = new byte[maxBytes];
            int length = 0;
            for (; length < maxBytes; length++) {
                byte b = memory.getByte(address + length);
                if (b == 0) {
                    break;
                }
                if (b > 0 && b < ' ') {
                    return null;
                }
                bytes[length] = b;
            }
            return length == maxBytes ? null : new String(bytes, 0, length, StandardCharsets.UTF_8);
        } catch (UnreadableAddressException e) {
            return null;
        }
    }

    /// Bytes of a C string before its NUL, -1 if none is found within `maxBytes`.
    public static long cStringLength(Memory memory, long address, int maxBytes) {
        for (int length = 0; length < maxBytes; length++) {
            if (!memory.isReadable(address + length, 1)) {
                return -1;
            }
            if (memory.getByte(address + length) == 0) {
                return length;
            }
        }
        return -1;
    }
}
