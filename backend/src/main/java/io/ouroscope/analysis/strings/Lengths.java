package io.ouroscope.analysis.strings;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;

/// How many strings there are of each length, in buckets of powers of two: 0, 1, 2 to 3, 4 to 7. Safe for threads.
public final class Lengths {
    private static final int BUCKETS = 64;

    private final long[] counts = new long[BUCKETS];
    private final long[] memory = new long[BUCKETS];

    /// @param from the least length, in characters
    /// @param to the greatest
    public record Bucket(long from, long to, long count, long memoryBytes) {}

    public void fill(Analysis analysis, StringKind kind, Progress progress) {
        new Strings(analysis, kind)
                .each(
                        "Measuring strings",
                        () -> new Strings.Visitor() {
                            private final long[] some = new long[BUCKETS];
                            private final long[] bytes = new long[BUCKETS];

                            @Override
                            public void visit(int node, Contents contents) {
                                int bucket = bucket(contents.length());
                                some[bucket]++;
                                bytes[bucket] += analysis.memoryBytes(node);
                            }

                            @Override
                            public void endOfRun() {
                                add(some, bytes);
                            }
                        },
                        progress);
    }

    static int bucket(long length) {
        return Long.SIZE - Long.numberOfLeadingZeros(length);
    }

    private synchronized void add(long[] some, long[] bytes) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += some[i];
            memory[i] += bytes[i];
        }
    }

    /// The bucket of 0 first; up to the last that has any.
    public synchronized Bucket[] buckets() {
        int end = BUCKETS;
        while (end > 0 && counts[end - 1] == 0) {
            end--;
        }
        var buckets = new Bucket[end];
        for (int i = 0; i < end; i++) {
            long from = i == 0 ? 0 : 1L << i - 1;
            buckets[i] = new Bucket(from, i == 0 ? 0 : (1L << i) - 1, counts[i], memory[i]);
        }
        return buckets;
    }

    public long heapBytes() {
        return 2L * BUCKETS * Long.BYTES;
    }
}
