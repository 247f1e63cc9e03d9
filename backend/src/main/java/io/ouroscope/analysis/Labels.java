package io.ouroscope.analysis;

import io.ouroscope.analysis.ReferenceAccounting.Verdict;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.ReferenceSink;
import io.ouroscope.python.preview.Previewer;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Names references by reading the owner again: `.response_futures`, `[17]`, `['key']`.
///
/// An owner may hold millions of references: they are walked, but only those asked for get a text.
public final class Labels {
    private static final int KEY_BUDGET = 40;
    private static final int LONGEST_NAME = 256;
    /// Owners with more references than this are counted once.
    private static final int MANY = 50_000;

    private static final int MOST_COUNTS_KEPT = 1_000;

    /// A reference with its name.
    ///
    /// @param verdict of a conservative reference, null of others
    public record Label(
            long target,
            String text,
            EdgeClass edge,
            @Nullable Verdict verdict) {

        Label(long target, String text, EdgeClass edge) {
            this(target, text, edge, null);
        }
    }

    /// Says of a conservative reference whether it is real.
    @FunctionalInterface
    interface Judge {
        @Nullable
        Verdict verdict(long owner, long offset);
    }

    private final Heap heap;
    private final Previewer previewer;
    private final Judge judge;
    private final ConcurrentHashMap<Long, Long> counts = new ConcurrentHashMap<>();

    Labels(Heap heap, Previewer previewer, Judge judge) {
        this.heap = heap;
        this.previewer = previewer;
        this.judge = judge;
    }

    /// The references of `owner` to `target`, of those the ones with number in `[from, to)`.
    public List<Label> between(long owner, long target, long from, long to) {
        var labels = new ArrayList<Label>();
        heap.references(owner, new Labelling(owner, labels::add, new Choice() {
            private long number;

            @Override
            public boolean wants(long at, EdgeClass edge) {
                return at == target && number++ >= from && number <= to;
            }

            @Override
            public boolean wantsItems() {
                return number < to;
            }
        }));
        return labels;
    }

    /// The references of `owner` at these positions, which ascend.
    public List<Label> at(long owner, long[] positions) {
        var labels = new ArrayList<Label>();
        heap.references(owner, new Labelling(owner, labels::add, new Choice() {
            private long position;
            private int next;

            @Override
            public boolean wants(long target, EdgeClass edge) {
                boolean wanted = next < positions.length && position == positions[next];
                position++;
                next += wanted ? 1 : 0;
                return wanted;
            }

            @Override
            public boolean wantsItems() {
                return next < positions.length;
            }
        }));
        return labels;
    }

    /// All references of `owner` to any of `targets`, at most `most` labels; of an owner with very many references,
    /// those
    /// among its first `walked`.
    public List<Label> among(long owner, LongSet targets, int most, long walked) {
        var labels = new ArrayList<Label>();
        heap.references(owner, new Labelling(owner, labels::add, new Choice() {
            private long position;

            @Override
            public boolean wants(long to, EdgeClass edge) {
                position++;
                return labels.size() < most && targets.contains(to);
            }

            @Override
            public boolean wantsItems() {
                return labels.size() < most && position < walked;
            }
        }));
        return labels;
    }

    /// The references of `owner` with position in `[from, to)`.
    public List<Label> of(long owner, long from, long to) {
        var labels = new ArrayList<Label>();
        heap.references(owner, new Labelling(owner, labels::add, new Choice() {
            private long position;

            @Override
            public boolean wants(long target, EdgeClass edge) {
                long at = position++;
                return at >= from && at < to;
            }

            @Override
            public boolean wantsItems() {
                return position < to;
            }
        }));
        return labels;
    }

    /// The references of `owner` that are of these classes and no items, at most `most`.
    public List<Label> fields(long owner, Set<EdgeClass> classes, int most) {
        var labels = new ArrayList<Label>();
        heap.references(owner, new Labelling(owner, labels::add, new Choice() {
            @Override
            public boolean wants(long target, EdgeClass edge) {
                return labels.size() < most && classes.contains(edge);
            }

            @Override
            public boolean wantsItems() {
                return false;
            }
        }));
        return labels;
    }

    /// All references of `owner` in their order, one by one: nothing grows with their number.
    public void each(long owner, Consumer<Label> visitor) {
        heap.references(owner, new Labelling(owner, visitor, new Choice() {
            @Override
            public boolean wants(long target, EdgeClass edge) {
                return true;
            }

            @Override
            public boolean wantsItems() {
                return true;
            }
        }));
    }

    /// How many references `owner` holds.
    public long count(long owner) {
        Long known = counts.get(owner);
        if (known != null) {
            return known;
        }
        long[] count = {0};
        heap.references(owner, (target, edge) -> count[0]++);
        if (count[0] > MANY && counts.size() < MOST_COUNTS_KEPT) {
            counts.put(owner, count[0]);
        }
        return count[0];
    }

    /// Which references get a label.
    private interface Choice {
        /// Asked once for each reference, in their order.
        boolean wants(long target, EdgeClass edge);

        /// Whether further items matter.
        boolean wantsItems();
    }

    /// Turns each kind of reference into its label, made only if it is wanted.
    private final class Labelling implements ReferenceSink {
        private final long owner;
        private final Consumer<Label> labels;
        private final Choice choice;

        Labelling(long owner, Consumer<Label> labels, Choice choice) {
            this.owner = owner;
            this.labels = labels;
            this.choice = choice;
        }

        @Override
        public boolean wantsItems() {
            return choice.wantsItems();
        }

        @Override
        public void reference(long target, EdgeClass edge) {
            if (choice.wants(target, edge)) {
                labels.accept(new Label(target, "", edge));
            }
        }

        @Override
        public void item(long target, long index) {
            if (choice.wants(target, EdgeClass.ITEM)) {
                labels.accept(new Label(target, "[" + index + "]", EdgeClass.ITEM));
            }
        }

        @Override
        public void value(long key, long target) {
            if (choice.wants(target, EdgeClass.ITEM)) {
                labels.accept(new Label(target, "[" + keyText(key) + "]", EdgeClass.ITEM));
            }
        }

        @Override
        public void key(long target) {
            if (choice.wants(target, EdgeClass.ITEM)) {
                labels.accept(new Label(target, "key", EdgeClass.ITEM));
            }
        }

        @Override
        public void attribute(long name, long target) {
            if (choice.wants(target, EdgeClass.ATTRIBUTE)) {
                labels.accept(new Label(target, "." + nameText(name), EdgeClass.ATTRIBUTE));
            }
        }

        @Override
        public void field(String name, long target) {
            named(target, "." + name, EdgeClass.SLOT);
        }

        @Override
        public void variable(long name, long target) {
            if (choice.wants(target, EdgeClass.CLOSURE)) {
                labels.accept(new Label(target, "local " + nameText(name), EdgeClass.CLOSURE));
            }
        }

        @Override
        public void closure(String name, long target) {
            named(target, "." + name, EdgeClass.CLOSURE);
        }

        @Override
        public void globals(String name, long target) {
            named(target, "." + name, EdgeClass.GLOBALS);
        }

        @Override
        public void type(long target) {
            named(target, ".__class__", EdgeClass.TYPE);
        }

        @Override
        public void weak(String name, long target) {
            named(target, "weak " + name, EdgeClass.WEAK);
        }

        @Override
        public void conservative(long offset, long target) {
            if (choice.wants(target, EdgeClass.CONSERVATIVE)) {
                labels.accept(new Label(
                        target,
                        "+0x" + Long.toHexString(offset),
                        EdgeClass.CONSERVATIVE,
                        judge.verdict(owner, offset)));
            }
        }

        private void named(long target, String text, EdgeClass edge) {
            if (choice.wants(target, edge)) {
                labels.accept(new Label(target, text, edge));
            }
        }

        private String keyText(long key) {
            return Previewer.text(previewer.preview(key, KEY_BUDGET));
        }

        private String nameText(long name) {
            String text = heap.text(name, LONGEST_NAME);
            return text == null ? "?" : text;
        }
    }
}
