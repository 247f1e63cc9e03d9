package io.ouroscope.analysis.find;

import it.unimi.dsi.fastutil.longs.LongArrayList;

/// Hits of several patterns in one block of memory, given out in the order of their places.
final class Hits {
    /// Patterns are at most 127, and a region is smaller than 2^56 bytes.
    private static final int PATTERN_BITS = 7;

    private final LongArrayList found = new LongArrayList();

    interface Sink {
        void hit(long offset, int pattern);
    }

    void clear() {
        found.clear();
    }

    void add(long offset, int pattern) {
        found.add(offset << PATTERN_BITS | pattern);
    }

    void sorted(Sink sink) {
        found.sort(null);
        for (int i = 0; i < found.size(); i++) {
            long hit = found.getLong(i);
            sink.hit(hit >>> PATTERN_BITS, (int) hit & (1 << PATTERN_BITS) - 1);
        }
    }
}
