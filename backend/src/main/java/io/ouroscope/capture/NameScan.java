package io.ouroscope.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Finds what may be names of Python files in memory that is fed to it in address order: characters of one, two or four
/// bytes (as `str` has them) that end in `.py` and a zero and begin, at a multiple of eight, with `/`, `./` or `../`.
/// Whether there is such a file is for others to see; where a name could begin at several places, all are told.
final class NameScan {
    /// PATH_MAX of `limits.h`.
    private static final int LONGEST = 4096;

    private static final int OVERLAP = LONGEST * 4;
    private static final int TAIL = 8;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long Y = 'y' * ONES;
    private static final Charset UTF_32 = Charset.forName("UTF-32LE");

    private final byte[] window = new byte[OVERLAP + (1 << 20)];
    private final Consumer<String> found;
    private long base;
    private int end;
    private int scanned;

    NameScan(Consumer<String> found) {
        this.found = found;
    }

    /// Takes what stands at `address`; names go on from what was fed before if that ended there.
    void feed(long address, ByteBuffer bytes) {
        if (address != base + end) {
            finish();
            base = address;
        }
        while (bytes.hasRemaining()) {
            int length = Math.min(bytes.remaining(), window.length - end);
            bytes.get(window, end, length);
            end += length;
            scan(end - TAIL);
            int drop = Math.max(0, end - OVERLAP) & -8;
            System.arraycopy(window, drop, window, 0, end - drop);
            base += drop;
            end -= drop;
            scanned = Math.max(0, scanned - drop);
        }
    }

    /// Looks at the last few bytes too: nothing follows them.
    void finish() {
        scan(end);
        end = 0;
        scanned = 0;
    }

    private void scan(int to) {
        int at = scanned;
        while (at < to) {
            if (at + 8 <= to) {
                long word = (long) LONG.get(window, at) ^ Y;
                if (((word - ONES) & ~word & 0x8080808080808080L) == 0) {
                    at += 8;
                    continue;
                }
            }
            int stop = Math.min(at + 8, to);
            for (; at < stop; at++) {
                if (window[at] == 'y') {
                    ends(at);
                }
            }
        }
        scanned = Math.max(scanned, at);
    }

    private void ends(int y) {
        for (int size = 1; size <= 4; size *= 2) {
            if (is(y + size, size, 0) && is(y - size, size, 'p') && is(y - 2 * size, size, '.') && is(y, size, 'y')) {
                names(y, size);
                return;
            }
        }
    }

    private void names(int y, int size) {
        int least = Math.max(0, y - LONGEST * size);
        for (int at = y - 2 * size; at >= least; at -= size) {
            int character = character(at, size);
            if (character < ' ' || character == 0x7f) {
                return;
            }
            if ((base + at) % 8 == 0 && begins(at, size)) {
                Charset charset =
                        size == 1 ? StandardCharsets.ISO_8859_1 : size == 2 ? StandardCharsets.UTF_16LE : UTF_32;
                found.accept(new String(window, at, y + size - at, charset));
            }
        }
    }

    private boolean begins(int at, int size) {
        int next = at;
        for (int dots = 0; dots < 2 && is(next, size, '.'); dots++) {
            next += size;
        }
        return is(next, size, '/');
    }

    private boolean is(int at, int size, int character) {
        return at >= 0 && at + size <= end && character(at, size) == character;
    }

    private int character(int at, int size) {
        int value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedInt(window[at + i]);
        }
        return value;
    }
}
