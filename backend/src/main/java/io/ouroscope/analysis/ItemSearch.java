package io.ouroscope.analysis;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.python.raw.EntryVisitor;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.IntStream;

/// Finds the items of one container whose key or value contains a text, as it is printed: of strings and bytes their
/// beginning, of other objects their preview.
///
/// Ten million items are read in batches, each matched on all processors.
public final class ItemSearch {
    private static final int BATCH = 1 << 15;
    private static final int LONGEST_TEXT = 10_000;
    private static final int BUDGET = 120;
    /// 48 MB; beyond that a filter is of no use to a reader.
    private static final int MOST_FOUND = 2_000_000;

    private final Heap heap;
    private final Previewer previewer;
    private final String wanted;
    /// Most of ten million items are numbers: those need not be printed to know that they have no letters.
    private final boolean mayBeNumber;

    /// @param text what to look for; case does not matter
    public ItemSearch(Analysis analysis, String text) {
        heap = analysis.process().heap();
        previewer = analysis.previewer();
        wanted = text.toLowerCase(Locale.ROOT);
        mayBeNumber = wanted.matches("-?[0-9]*");
    }

    /// What was found so far: index, key and value of each item, in the container's order.
    public static final class Found {
        private final LongArrayList numbers = new LongArrayList();

        private synchronized boolean add(long index, long key, long value) {
            numbers.add(index);
            numbers.add(key);
            numbers.add(value);
            return numbers.size() < 3 * MOST_FOUND;
        }

        /// Visits `most` of them from number `from` on.
        ///
        /// @return how many there are
        public synchronized long visit(long from, int most, EntryVisitor visitor) {
            long total = numbers.size() / 3;
            for (long i = from; i < total && i < from + most; i++) {
                int at = (int) (3 * i);
                visitor.entry(numbers.getLong(at), numbers.getLong(at + 1), numbers.getLong(at + 2));
            }
            return total;
        }

        public synchronized long heapBytes() {
            return 8L * numbers.elements().length;
        }
    }

    /// One batch: items and which of them match.
    private final class Batch {
        final long[] indexes = new long[BATCH];
        final long[] keys = new long[BATCH];
        final long[] values = new long[BATCH];
        final boolean[] matches = new boolean[BATCH];
        int size;

        boolean isFull() {
            return size == BATCH;
        }

        void add(long index, long key, long value) {
            indexes[size] = index;
            keys[size] = key;
            values[size++] = value;
        }

        /// @return whether there is room for more
        boolean flush(Found found) {
            IntStream.range(0, size)
                    .parallel()
                    .forEach(i -> matches[i] = keys[i] != 0 && isMatch(keys[i]) || isMatch(values[i]));
            boolean room = true;
            for (int i = 0; i < size && room; i++) {
                room = !matches[i] || found.add(indexes[i], keys[i], values[i]);
            }
            size = 0;
            return room;
        }
    }

    public void search(long container, Found found, Progress progress) {
        progress.stage("Filtering items", heap.itemCount(container));
        var batch = new Batch();
        heap.items(container, 0, Long.MAX_VALUE, (index, key, value) -> {
            batch.add(index, key, value);
            if (!batch.isFull()) {
                return true;
            }
            progress.check();
            progress.done(index);
            return batch.flush(found);
        });
        batch.flush(found);
    }

    private boolean isMatch(long object) {
        PyType type = heap.typeOf(object);
        if (type != null && type.name().equals("builtins.int")) {
            long number = heap.integer(object, Long.MIN_VALUE);
            if (number != Long.MIN_VALUE) {
                return mayBeNumber && Long.toString(number).contains(wanted);
            }
        }
        return text(object).toLowerCase(Locale.ROOT).contains(wanted);
    }

    private String text(long object) {
        PyType type = heap.typeOf(object);
        if (type == null) {
            return "";
        }
        if (type.isSubtypeOf("str")) {
            String text = heap.text(object, LONGEST_TEXT);
            return text == null ? "" : text;
        }
        if (type.isSubtypeOf("bytes") && heap.value(object) instanceof PyValue.Bytes bytes) {
            return new String(bytes.start(), StandardCharsets.ISO_8859_1);
        }
        return Previewer.text(previewer.preview(object, BUDGET));
    }
}
