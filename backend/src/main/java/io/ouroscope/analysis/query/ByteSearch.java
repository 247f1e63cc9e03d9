package io.ouroscope.analysis.query;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds bytes within bytes, eight at a time: the rarest byte of what is looked for first, then the others around it.
final class ByteSearch {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    /// Bytes of ordinary text, the commonest first.
    private static final String COMMON = "\0 etaonirslhdcumpfg_.by/wvk0-12x,:3456789jqz'\"=()";

    private final byte[] needle;
    private final int step;
    private final int anchor;
    private final long anchors;

    /// @param step only places at a multiple of this count: the width of a character
    ByteSearch(byte[] needle, int step) {
        this.needle = needle;
        this.step = step;
        anchor = rarest(needle);
        anchors = (needle[anchor] & 0xff) * ONES;
    }

    int length() {
        return needle.length;
    }

    /// The first place in `[from, to)` where all of it stands, counted from 0 of `bytes`; -1 if there is none. `from`
    /// is
    /// a multiple of the step.
    int find(byte[] bytes, int from, int to) {
        int at = from + anchor;
        int end = to - (needle.length - 1 - anchor);
        for (; at + 8 <= end; at += 8) {
            long word = (long) LONG.get(bytes, at) ^ anchors;
            for (long hits = (word - ONES) & ~word & HIGHS; hits != 0; hits &= hits - 1) {
                int start = at + Long.numberOfTrailingZeros(hits) / 8 - anchor;
                if (isAt(bytes, start)) {
                    return start;
                }
            }
        }
        for (; at < end; at++) {
            if (bytes[at] == needle[anchor] && isAt(bytes, at - anchor)) {
                return at - anchor;
            }
        }
        return -1;
    }

    private boolean isAt(byte[] bytes, int start) {
        if (start % step != 0) {
            return false;
        }
        for (int i = 0; i < needle.length; i++) {
            if (bytes[start + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }

    private static int rarest(byte[] needle) {
        int best = 0;
        int bestRank = -1;
        for (int i = 0; i < needle.length; i++) {
            int rank = COMMON.indexOf(needle[i] & 0xff);
            if (rank < 0) {
                return i;
            }
            if (rank > bestRank) {
                bestRank = rank;
                best = i;
            }
        }
        return best;
    }
}
