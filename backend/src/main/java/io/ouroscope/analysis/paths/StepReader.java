package io.ouroscope.analysis.paths;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.decode.ReferenceSink;
import io.ouroscope.python.preview.PythonText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All ways in which one object refers to another, as steps of a path.
final class StepReader {
    private static final int LONGEST_NAME = 1_024;
    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_TUPLE = 8;
    private static final int DEEPEST_TUPLE = 4;
    private static final int MOST_WAYS = 8;
    /// Of an owner with more references the first way must do.
    private static final int MANY = 10_000;

    private static final int CHECK_EVERY = 1 << 14;

    private final Heap heap;
    private final NativeAttributes nativeAttributes;
    private final Progress progress;

    /// @param progress asked for each chunk of items
    StepReader(Analysis analysis, Progress progress) {
        this.progress = progress;
        heap = analysis.process().heap();
        nativeAttributes = new NativeAttributes(heap);
    }

    /// A way from an object to another.
    sealed interface Way {
        record Attribute(String name) implements Way {}

        /// The object is the owner's namespace: its keys are the owner's attributes.
        record Namespace() implements Way {}

        record Index(long index) implements Way {}

        /// The value of a mapping at this position, under a str, or under a key that is written as `text`.
        record Value(
                long position,
                @Nullable String name,
                @Nullable String text) implements Way {}

        /// The key of a mapping at this position, or the item of a set.
        record Key(long position) implements Way {}

        /// A variable of the frame that the owner has.
        record Variable(String name) implements Way {}

        /// A reference that Python cannot follow.
        record Words(String text) implements Way {}
    }

    /// The ways, those that Python can follow first.
    List<Way> ways(long owner, long target) {
        PyType type = heap.typeOf(owner);
        if (type == null) {
            return List.of();
        }
        var sink = new Collector(owner, type, target);
        heap.references(owner, sink);
        var ways = new ArrayList<Way>();
        sink.ways.stream().filter(way -> !(way instanceof Way.Words)).forEach(ways::add);
        sink.ways.stream().filter(Way.Words.class::isInstance).forEach(ways::add);
        return ways;
    }

    private final class Collector implements ReferenceSink {
        private final PyType type;
        private final long target;
        private final long namespace;
        private final boolean frozenOrder;
        private final boolean many;
        private final List<Way> ways = new ArrayList<>();
        private final long count;
        private long keys;
        private long values;
        private long walked;

        Collector(long owner, PyType type, long target) {
            this.type = type;
            this.target = target;
            namespace = heap.instanceDict(owner);
            count = heap.itemCount(owner);
            progress.stage("Looking for a way", Math.max(0, count));
            many = count > MANY;
            String nativeType = type.decodedBy().typeName();
            frozenOrder =
                    nativeType.equals("list") || nativeType.equals("tuple") || nativeType.equals("collections.deque");
        }

        private void add(Way way) {
            if (ways.size() < MOST_WAYS) {
                ways.add(way);
            }
        }

        @Override
        public boolean wantsItems() {
            return ways.size() < (many ? 1 : MOST_WAYS);
        }

        private void walk() {
            if (++walked % CHECK_EVERY == 0) {
                progress.check();
                progress.done(walked);
            }
        }

        @Override
        public void reference(long to, EdgeClass edge) {
            if (to == target) {
                add(new Way.Words("refers to it"));
            }
        }

        @Override
        public void item(long to, long index) {
            walk();
            if (to == target) {
                add(frozenOrder ? new Way.Index(index) : new Way.Words("item " + index));
            }
        }

        @Override
        public void value(long key, long to) {
            walk();
            if (to == target) {
                add(new Way.Value(values, heap.text(key, LONGEST_NAME), literal(key, 0)));
            }
            values++;
        }

        @Override
        public void key(long to) {
            walk();
            if (to == target && keys < count) {
                add(new Way.Key(keys));
            }
            keys++;
        }

        @Override
        public void attribute(long name, long to) {
            if (to == target) {
                String text = heap.text(name, LONGEST_NAME);
                add(text == null ? new Way.Words("an attribute") : new Way.Attribute(text));
            }
        }

        @Override
        public void field(String name, long to) {
            named(name, to);
        }

        @Override
        public void closure(String name, long to) {
            named(name, to);
        }

        @Override
        public void globals(String name, long to) {
            named(name, to);
        }

        private void named(String name, long to) {
            if (to != target) {
                return;
            }
            boolean ofType = type.isMetatype() && name.equals("dict");
            if (ofType || to == namespace) {
                add(new Way.Namespace());
                return;
            }
            String known = nativeAttributes.nameOf(type, name);
            if (known != null) {
                add(new Way.Attribute(known));
            } else if (PathParser.isName(name)) {
                add(new Way.Attribute(name));
            } else {
                add(new Way.Words(name));
            }
        }

        @Override
        public void variable(long name, long to) {
            if (to == target) {
                String text = heap.text(name, LONGEST_NAME);
                add(text == null ? new Way.Words("a variable") : new Way.Variable(text));
            }
        }

        @Override
        public void type(long to) {
            if (to == target) {
                add(new Way.Attribute("__class__"));
            }
        }

        @Override
        public void weak(String name, long to) {
            if (to == target) {
                add(new Way.Words("weak reference"));
            }
        }

        @Override
        public void conservative(long offset, long to) {
            if (to == target) {
                add(new Way.Words("the word at +0x" + Long.toHexString(offset)));
            }
        }
    }

    /// A key as it can be written in brackets, null if it cannot.
    private @Nullable String literal(long key, int depth) {
        PyType type = heap.typeOf(key);
        if (type == null) {
            return null;
        }
        // Of a subclass only the value would be written, and that may be equal to nothing.
        String name = type.typeName();
        switch (name) {
            case "str" -> {
                String text = heap.text(key, LONGEST_KEY + 1);
                int length = text == null ? 0 : text.codePointCount(0, text.length());
                return text == null || length > LONGEST_KEY ? null : PythonText.string(text, length, length);
            }
            case "int" -> {
                return heap.value(key) instanceof PyValue.Int(BigInteger value, long digits) && digits <= 4
                        ? value.toString()
                        : null;
            }
            case "bool", "NoneType" -> {
                return heap.value(key) instanceof PyValue.Constant(var word) ? word : null;
            }
            case "bytes" -> {
                return heap.value(key) instanceof PyValue.Bytes(var prefix, var start, var length)
                                && length == start.length
                                && length <= LONGEST_KEY
                        ? PythonText.bytes(start, length, start.length)
                        : null;
            }
            case "tuple" -> {
                return tuple(key, depth);
            }
            default -> {
                return null;
            }
        }
    }

    private @Nullable String tuple(long key, int depth) {
        long length = heap.itemCount(key);
        if (length < 0 || length > LONGEST_TUPLE || depth >= DEEPEST_TUPLE) {
            return null;
        }
        var members = new ArrayList<String>();
        heap.items(key, 0, length, (index, none, item) -> {
            String text = literal(item, depth + 1);
            if (text != null) {
                members.add(text);
            }
            return text != null;
        });
        if (members.size() != length) {
            return null;
        }
        return "(" + String.join(", ", members) + (length == 1 ? ",)" : ")");
    }
}
