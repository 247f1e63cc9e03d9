package io.ouroscope.analysis;

import java.util.concurrent.atomic.AtomicLongArray;

/// Many sums to which many threads add at once. Each thread adds to a small cache of its own: neighbours in memory add
/// to the same few sums, and there can be far too many sums for a copy of all in each thread.
final class SharedSums {
    private static final int CACHED = 1 << 8;

    private final AtomicLongArray sums;

    SharedSums(int count) {
        sums = new AtomicLongArray(count);
    }

    /// Of what was [flushed][Cache#flush].
    long get(int index) {
        return sums.get(index);
    }

    /// What one thread adds.
    final class Cache {
        private final int[] indexes = new int[CACHED];
        private final long[] added = new long[CACHED];

        void add(int index, long value) {
            int slot = index & CACHED - 1;
            if (indexes[slot] != index) {
                flush(slot);
                indexes[slot] = index;
            }
            added[slot] += value;
        }

        void flush() {
            for (int slot = 0; slot < CACHED; slot++) {
                flush(slot);
            }
        }

        private void flush(int slot) {
            if (added[slot] != 0) {
                sums.getAndAdd(indexes[slot], added[slot]);
                added[slot] = 0;
            }
        }
    }
}
