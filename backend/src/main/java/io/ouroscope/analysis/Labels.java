package io.ouroscope.analysis;

import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.ReferenceSink;
import io.ouroscope.python.preview.Previewer;
import java.util.ArrayList;
import java.util.List;

/// Names references by reading the owner again: `.response_futures`, `[17]`, `['key']`.
public final class Labels {
    private static final int KEY_BUDGET = 40;
    private static final int LONGEST_NAME = 256;

    /// A reference with its name.
    public record Label(long target, String text, EdgeClass edge) {}

    private final Heap heap;
    private final Previewer previewer;

    Labels(Heap heap, Previewer previewer) {
        this.heap = heap;
        this.previewer = previewer;
    }

    /// All references of `owner` to `target`, at most `most`.
    public List<Label> between(long owner, long target, int most) {
        var labels = new ArrayList<Label>();
        heap.references(owner, new Labelling((to, edge, text) -> {
            if (to == target && labels.size() < most) {
                labels.add(new Label(to, text.get(), edge));
            }
        }));
        return labels;
    }

    /// The references of `owner` with position in `[from, to)`.
    public List<Label> of(long owner, long from, long to) {
        var labels = new ArrayList<Label>();
        long[] position = {0};
        heap.references(owner, new Labelling((target, edge, text) -> {
            if (position[0] >= from && position[0] < to) {
                labels.add(new Label(target, text.get(), edge));
            }
            position[0]++;
        }));
        return labels;
    }

    /// How many references `owner` holds.
    public long count(long owner) {
        long[] count = {0};
        heap.references(owner, (target, edge) -> count[0]++);
        return count[0];
    }

    private interface Text {
        String get();
    }

    private interface Receiver {
        void receive(long target, EdgeClass edge, Text text);
    }

    /// Turns each kind of reference into its label, made only if somebody wants it.
    private final class Labelling implements ReferenceSink {
        private final Receiver receiver;

        Labelling(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void reference(long target, EdgeClass edge) {
            receiver.receive(target, edge, () -> "");
        }

        @Override
        public void item(long target, long index) {
            receiver.receive(target, EdgeClass.ITEM, () -> "[" + index + "]");
        }

        @Override
        public void value(long key, long target) {
            receiver.receive(target, EdgeClass.ITEM, () -> "[" + keyText(key) + "]");
        }

        @Override
        public void key(long target) {
            receiver.receive(target, EdgeClass.ITEM, () -> "key");
        }

        @Override
        public void attribute(long name, long target) {
            receiver.receive(target, EdgeClass.ATTRIBUTE, () -> "." + nameText(name));
        }

        @Override
        public void field(String name, long target) {
            receiver.receive(target, EdgeClass.SLOT, () -> "." + name);
        }

        @Override
        public void variable(long name, long target) {
            receiver.receive(target, EdgeClass.CLOSURE, () -> "local " + nameText(name));
        }

        @Override
        public void closure(String name, long target) {
            receiver.receive(target, EdgeClass.CLOSURE, () -> "." + name);
        }

        @Override
        public void globals(String name, long target) {
            receiver.receive(target, EdgeClass.GLOBALS, () -> "." + name);
        }

        @Override
        public void type(long target) {
            receiver.receive(target, EdgeClass.TYPE, () -> ".__class__");
        }

        @Override
        public void weak(String name, long target) {
            receiver.receive(target, EdgeClass.WEAK, () -> "weak " + name);
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
