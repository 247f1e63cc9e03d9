package io.ouroscope.analysis.find;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Finds one run of bytes in a piece of memory: 64 places are turned away at once, by two bytes of the run that are
/// rarely seen, before any is looked at closely.
public final class ByteFinder {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int STEP = 64;
    /// Bytes that memory is full of, most frequent first: numbers, flags, ASCII text.
    private static final String FREQUENT = "\0\u00ff\u007f\u0001\u0002 etaonirslhdcumpfg_.by/wvk0-12x,:3456789";

    private final byte[] run;
    private final MemorySegment runSegment;
    private final int first;
    private final int second;
    private final long firstBytes;
    private final long secondBytes;

    /// Receives offsets.
    interface Sink {
        void found(long offset);
    }

    /// @param run at least one byte
    public ByteFinder(byte[] run) {
        this.run = run;
        runSegment = MemorySegment.ofArray(run);
        first = rarest(run, -1);
        second = run.length == 1 ? first : rarest(run, first);
        firstBytes = ONES * (run[first] & 0xff);
        secondBytes = ONES * (run[second] & 0xff);
    }

    public int length() {
        return run.length;
    }

    byte[] run() {
        return run;
    }

    private static int rarest(byte[] run, int not) {
        int best = -1;
        int bestRank = -1;
        for (int i = 0; i < run.length; i++) {
            int frequency = FREQUENT.indexOf(run[i] & 0xff);
            int rank = frequency < 0 ? Integer.MAX_VALUE : frequency;
            if (i != not && rank > bestRank) {
                best = i;
                bestRank = rank;
            }
        }
        return best;
    }

    /// Every offset in `[from, to)` at which the run begins and ends within `bytes`, ascending.
    void find(MemorySegment bytes, long from, long to, Sink sink) {
        long end = Math.min(to, bytes.byteSize() - run.length + 1);
        // A word is read at each of 64 places from the farther of the two bytes on.
        long wide = Math.min(end, bytes.byteSize() - Math.max(first, second) - STEP + 1);
        long at = from;
        for (; at < wide; at += STEP) {
            if (hasCandidates(bytes, at)) {
                closely(bytes, at, Math.min(at + STEP, end), sink);
            }
        }
        if (at < end) {
            closely(bytes, at, end, sink);
        }
    }

    /// Whether the run is in `bytes`, at a multiple of `step`.
    ///
    /// @param atStart only right at the beginning
    public boolean isIn(MemorySegment bytes, int step, boolean atStart) {
        if (atStart) {
            return run.length <= bytes.byteSize()
                    && MemorySegment.mismatch(bytes, 0, run.length, runSegment, 0, run.length) < 0;
        }
        boolean[] found = {false};
        find(bytes, 0, bytes.byteSize(), offset -> found[0] |= offset % step == 0);
        return found[0];
    }

    private boolean hasCandidates(MemorySegment bytes, long at) {
        long one = at + first;
        long other = at + second;
        long candidates = 0;
        for (int i = 0; i < STEP; i += Long.BYTES) {
            long difference = bytes.get(WORD, one + i) ^ firstBytes | bytes.get(WORD, other + i) ^ secondBytes;
            candidates |= difference - ONES & ~difference;
        }
        return (candidates & HIGHS) != 0;
    }

    private void closely(MemorySegment bytes, long from, long to, Sink sink) {
        byte wanted = run[first];
        for (long at = from; at < to; at++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, at + first) == wanted
                    && MemorySegment.mismatch(bytes, at, at + run.length, runSegment, 0, run.length) < 0) {
                sink.found(at);
            }
        }
    }
}
