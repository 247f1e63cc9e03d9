package io.ouroscope.analysis.strings;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The strings that fit a choice. While they are looked for they stand in the order of being found; at the end they are
/// sorted by length. Safe for threads.
public final class StringList {
    private final boolean longestFirst;
    private IntArrayList nodes = new IntArrayList();
    private long memoryBytes;

    public StringList(boolean longestFirst) {
        this.longestFirst = longestFirst;
    }

    /// @param least length in characters
    /// @param most length in characters
    /// @param text that they have, empty for any
    /// @param atStart whether they begin with it
    /// @param equalTo the node of a string whose content they have, -1 for any
    public record Choice(StringKind kind, long least, long most, String text, boolean atStart, int equalTo) {}

    public synchronized int size() {
        return nodes.size();
    }

    public synchronized int node(int position) {
        return nodes.getInt(position);
    }

    /// Of all that fit.
    public synchronized long memoryBytes() {
        return memoryBytes;
    }

    public synchronized long heapBytes() {
        return 4L * nodes.size();
    }

    public void fill(Analysis analysis, Choice choice, Progress progress) {
        var strings = new Strings(analysis, choice.kind());
        var lengths = new LongArrayList();
        @Nullable Contents wanted = null;
        if (choice.equalTo() >= 0) {
            wanted = strings.newContents();
            if (!strings.moveTo(choice.equalTo(), wanted)) {
                return;
            }
        }
        @Nullable Contents equal = wanted;
        strings.each(
                choice.text().isEmpty() ? "Looking through strings" : "Searching strings",
                () -> new Strings.Visitor() {
                    private final TextInString text = new TextInString(choice.text(), choice.atStart());
                    private final IntArrayList mine = new IntArrayList();
                    private final LongArrayList mineLengths = new LongArrayList();
                    private long bytes;

                    @Override
                    public void visit(int node, Contents contents) {
                        if (contents.length() >= choice.least()
                                && contents.length() <= choice.most()
                                && (equal == null || contents.equalTo(equal))
                                && text.isIn(contents)) {
                            mine.add(node);
                            mineLengths.add(contents.length());
                            bytes += analysis.memoryBytes(node);
                        }
                    }

                    @Override
                    public void endOfRun() {
                        synchronized (StringList.this) {
                            nodes.addElements(nodes.size(), mine.elements(), 0, mine.size());
                            lengths.addElements(lengths.size(), mineLengths.elements(), 0, mineLengths.size());
                            memoryBytes += bytes;
                        }
                    }
                },
                progress);
        sort(lengths, progress);
    }

    private void sort(LongArrayList lengths, Progress progress) {
        progress.stage("Sorting by length", 0);
        int count = lengths.size();
        long[] keys = lengths.elements();
        int nodeBits = Integer.SIZE - 1;
        for (int i = 0; i < count; i++) {
            // As many bits as a length may need; nodes break ties, in the order of addresses.
            long length = Math.min(keys[i], (1L << 63 - nodeBits) - 1);
            long rank = longestFirst ? (1L << 63 - nodeBits) - 1 - length : length;
            keys[i] = rank << nodeBits | nodes.getInt(i);
        }
        Arrays.parallelSort(keys, 0, count);
        progress.check();
        int[] sorted = new int[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = (int) keys[i] & Integer.MAX_VALUE;
        }
        synchronized (this) {
            nodes = IntArrayList.wrap(sorted);
        }
    }
}
