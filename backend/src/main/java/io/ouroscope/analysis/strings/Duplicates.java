package io.ouroscope.analysis.strings;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Strings of equal content, the costliest first.
///
/// Finds them by a hash of each, 12 bytes for a string, and compares byte for byte before it says that two are equal: a
/// collision of hashes makes two groups. Of the groups the [#MOST_KEPT] costliest are kept, all are counted.
public final class Duplicates {
    public static final int MOST_KEPT = 100_000;
    /// The hash and the place share a word; with fewer bits left for the hash there are more comparisons.
    private static final int CHECK_EVERY = 1 << 16;

    private final int mostKept;
    private List<Group> groups = List.of();
    private long groupCount;
    private long duplicateCount;
    private long wastedBytes;

    public Duplicates() {
        this(MOST_KEPT);
    }

    Duplicates(int mostKept) {
        this.mostKept = mostKept;
    }

    /// @param node one of them, the first in memory
    /// @param wastedBytes what all but one of them occupy, those that occupy least
    public record Group(int node, int count, long wastedBytes) {}

    /// Those kept, costliest first; empty until the search is over.
    public synchronized List<Group> groups() {
        return groups;
    }

    /// Of all groups.
    public synchronized long groupCount() {
        return groupCount;
    }

    /// How many strings could be spared.
    public synchronized long duplicateCount() {
        return duplicateCount;
    }

    public synchronized long wastedBytes() {
        return wastedBytes;
    }

    public synchronized long heapBytes() {
        return 40L * groups.size();
    }

    public void fill(Analysis analysis, StringKind kind, Progress progress) {
        fill(analysis, new Strings(analysis, kind), progress, Long.MAX_VALUE);
    }

    /// @param hashMask bits of the hash that count: few of them make collisions
    void fill(Analysis analysis, Strings strings, Progress progress, long hashMask) {
        var nodes = new IntArrayList();
        var hashes = new LongArrayList();
        strings.each(
                "Reading strings",
                () -> new Strings.Visitor() {
                    private final IntArrayList mine = new IntArrayList();
                    private final LongArrayList mineHashes = new LongArrayList();

                    @Override
                    public void visit(int node, Contents contents) {
                        mine.add(node);
                        mineHashes.add(contents.hash() & hashMask);
                    }

                    @Override
                    public void endOfRun() {
                        synchronized (nodes) {
                            nodes.addElements(nodes.size(), mine.elements(), 0, mine.size());
                            hashes.addElements(hashes.size(), mineHashes.elements(), 0, mineHashes.size());
                        }
                    }
                },
                progress);
        progress.stage("Sorting strings", 0);
        int count = nodes.size();
        int placeBits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, count - 1));
        long[] keys = hashes.elements();
        for (int i = 0; i < count; i++) {
            keys[i] = keys[i] << placeBits | i;
        }
        Arrays.parallelSort(keys, 0, count);
        progress.check();
        group(analysis, strings, nodes, keys, placeBits, progress);
    }

    private void group(
            Analysis analysis, Strings strings, IntArrayList nodes, long[] keys, int placeBits, Progress progress) {
        int count = nodes.size();
        progress.stage("Comparing equal strings", count);
        var best = new PriorityQueue<>(Comparator.comparingLong(Group::wastedBytes));
        int placeMask = (int) ((1L << placeBits) - 1);
        var run = new Run(analysis, strings, best);
        int nextCheck = CHECK_EVERY;
        for (int from = 0; from < count; ) {
            int to = from + 1;
            while (to < count && keys[to] >>> placeBits == keys[from] >>> placeBits) {
                to++;
            }
            if (to - from > 1) {
                run.begin();
                for (int i = from; i < to; i++) {
                    run.add(nodes.getInt((int) keys[i] & placeMask));
                    if (i > nextCheck) {
                        progress.check();
                    }
                }
                run.end();
            }
            if (to > nextCheck) {
                progress.check();
                progress.done(to);
                nextCheck = to + CHECK_EVERY;
            }
            from = to;
        }
        var sorted = new ArrayList<>(best);
        sorted.sort(Comparator.comparingLong(Group::wastedBytes).reversed().thenComparingInt(Group::node));
        synchronized (this) {
            groups = List.copyOf(sorted);
        }
    }

    /// Strings of one hash: groups of equal ones, one if the hash is good.
    private final class Run {
        private final Analysis analysis;
        private final Strings strings;
        private final PriorityQueue<Group> best;
        private final Contents contents;
        private final List<Members> groups = new ArrayList<>();

        Run(Analysis analysis, Strings strings, PriorityQueue<Group> best) {
            this.analysis = analysis;
            this.strings = strings;
            this.best = best;
            contents = strings.newContents();
        }

        private final class Members {
            final Contents first = strings.newContents();
            int node;
            int count;
            long bytes;
            long largest;
        }

        void begin() {
            groups.clear();
        }

        void add(int node) {
            if (!strings.moveTo(node, contents)) {
                return;
            }
            long bytes = analysis.memoryBytes(node);
            for (Members group : groups) {
                if (contents.equalTo(group.first)) {
                    group.count++;
                    group.bytes += bytes;
                    group.largest = Math.max(group.largest, bytes);
                    group.node = Math.min(group.node, node);
                    return;
                }
            }
            var group = new Members();
            strings.moveTo(node, group.first);
            group.node = node;
            group.count = 1;
            group.bytes = bytes;
            group.largest = bytes;
            groups.add(group);
        }

        void end() {
            for (Members group : groups) {
                if (group.count > 1) {
                    long wasted = group.bytes - group.largest;
                    synchronized (Duplicates.this) {
                        groupCount++;
                        duplicateCount += group.count - 1;
                        wastedBytes += wasted;
                    }
                    best.add(new Group(group.node, group.count, wasted));
                    if (best.size() > mostKept) {
                        best.poll();
                    }
                }
            }
        }
    }
}
