package io.ouroscope.analysis.query;

import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.function.IntToLongFunction;

/// Sorts nodes by a number of bytes, equal ones by node: by counting, since nearly all objects are small. The few large
/// ones are compared.
final class SortedNodes {
    private static final int COUNTED = 1 << 16;
    private static final int CHECK_EVERY_WORDS = 1 << 12;

    private final long[] bits;
    private final int words;
    private final IntToLongFunction bytes;
    private final Progress progress;
    private final int[] places = new int[COUNTED];
    private int large;

    private SortedNodes(long[] bits, int words, IntToLongFunction bytes, Progress progress) {
        this.progress = progress;
        this.bits = bits;
        this.words = words;
        this.bytes = bytes;
    }

    /// @param bits one for each node; those below `end`, a multiple of 64 or the last, are sorted
    /// @param count how many are set there
    static int[] of(long[] bits, int end, int count, IntToLongFunction bytes, boolean descending, Progress progress) {
        var nodes = new SortedNodes(bits, end + 63 >> 6, bytes, progress);
        nodes.count();
        return nodes.placed(count, descending);
    }

    private void count() {
        for (int word = 0; word < words; word++) {
            check(word, 0);
            for (long left = bits[word]; left != 0; left &= left - 1) {
                long value = bytes(64 * word + Long.numberOfTrailingZeros(left));
                if (value < COUNTED) {
                    places[(int) value]++;
                } else {
                    large++;
                }
            }
        }
    }

    private int[] placed(int count, boolean descending) {
        startPlaces(descending);
        int[] sorted = new int[count];
        long[] largeBytes = new long[large];
        long[] largeNodes = new long[large];
        int found = 0;
        for (int word = 0; word < words; word++) {
            check(word, words);
            for (long left = bits[word]; left != 0; left &= left - 1) {
                int node = 64 * word + Long.numberOfTrailingZeros(left);
                long value = bytes(node);
                if (value < COUNTED) {
                    sorted[places[(int) value]++] = node;
                } else {
                    largeBytes[found] = descending ? -value : value;
                    largeNodes[found++] = node;
                }
            }
        }
        LongArrays.quickSort(largeBytes, largeNodes);
        int first = descending ? 0 : count - large;
        for (int i = 0; i < large; i++) {
            sorted[first + i] = (int) largeNodes[i];
        }
        return sorted;
    }

    /// From how many there are of each size to where the first of each goes.
    private void startPlaces(boolean descending) {
        int next = descending ? large : 0;
        for (int i = 0; i < COUNTED; i++) {
            int value = descending ? COUNTED - 1 - i : i;
            int here = places[value];
            places[value] = next;
            next += here;
        }
    }

    private void check(int word, int before) {
        if (word % CHECK_EVERY_WORDS == 0) {
            progress.check();
            progress.done(32L * (before + word));
        }
    }

    private long bytes(int node) {
        return Math.max(0, bytes.applyAsLong(node));
    }
}
