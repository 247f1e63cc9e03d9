package io.ouroscope.analysis;

import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.ReferenceSink;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Labels of references in which items have neither index nor key: those of ten million items are the same `[]`.
///
/// As [Labels], which gives each its own, it reads the owner again. For one thread: it keeps the names it has read.
final class FoldedLabels {
    /// Receives references with their folded labels.
    @FunctionalInterface
    interface Visitor {
        /// @return whether further ones are wanted
        boolean reference(long target, String text, EdgeClass edge);
    }

    private static final int LONGEST_NAME = 256;
    private static final int MOST_NAMES = 10_000;

    private final Heap heap;
    private final Map<Long, String> names = new HashMap<>();

    FoldedLabels(Heap heap) {
        this.heap = heap;
    }

    /// Visits references of `owner` in their order, only those to `only` unless that is 0.
    void visit(long owner, long only, Visitor visitor) {
        heap.references(owner, new FoldedSink(heap.typeOf(owner), only, visitor));
    }

    private String name(long name) {
        String known = names.get(name);
        if (known == null) {
            String text = heap.text(name, LONGEST_NAME);
            known = text == null ? "?" : text;
            if (names.size() < MOST_NAMES) {
                names.put(name, known);
            }
        }
        return known;
    }

    private final class FoldedSink implements ReferenceSink {
        private final @Nullable PyType type;
        private final long only;
        private final Visitor visitor;
        private boolean wanted = true;

        FoldedSink(@Nullable PyType type, long only, Visitor visitor) {
            this.type = type;
            this.only = only;
            this.visitor = visitor;
        }

        @Override
        public boolean wantsItems() {
            return wanted;
        }

        private boolean matches(long target) {
            return wanted && (only == 0 || target == only);
        }

        private void take(long target, String text, EdgeClass edge) {
            wanted = visitor.reference(target, text, edge);
        }

        private void named(long target, String text, EdgeClass edge) {
            if (matches(target)) {
                take(target, text, edge);
            }
        }

        @Override
        public void reference(long target, EdgeClass edge) {
            named(target, "", edge);
        }

        @Override
        public void item(long target, long index) {
            named(target, "[]", EdgeClass.ITEM);
        }

        @Override
        public void value(long key, long target) {
            named(target, "[]", EdgeClass.ITEM);
        }

        @Override
        public void key(long target) {
            named(target, "key", EdgeClass.ITEM);
        }

        @Override
        public void attribute(long name, long target) {
            if (matches(target)) {
                take(target, "." + name(name), EdgeClass.ATTRIBUTE);
            }
        }

        @Override
        public void field(String name, long target) {
            if (matches(target)) {
                take(target, "." + name, EdgeClass.SLOT);
            }
        }

        @Override
        public void variable(long name, long target) {
            if (matches(target)) {
                take(target, "local " + name(name), EdgeClass.CLOSURE);
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
            if (matches(target)) {
                long field = type == null ? offset : type.fieldOffset(offset);
                take(target, "+0x" + Long.toHexString(field), EdgeClass.CONSERVATIVE);
            }
        }
    }
}
