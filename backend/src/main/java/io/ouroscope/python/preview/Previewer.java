package io.ouroscope.python.preview;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.preview.Span.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prints objects in Python syntax, every nested object a link, within a budget of characters.
///
/// Stateless; each call has its own [Writer]. Cycles end as `…`, as in Python's own `repr`.
public final class Previewer {
    private static final int USUAL_BUDGET = 160;

    private final Heap heap;

    public Previewer(Heap heap) {
        this.heap = heap;
    }

    public List<Span> preview(long object) {
        return preview(object, USUAL_BUDGET);
    }

    /// @param budget about how many characters may be printed
    public List<Span> preview(long object, int budget) {
        var writer = new Writer(heap, budget);
        writer.object(object, false);
        return writer.spans();
    }

    public String text(long object) {
        return text(preview(object));
    }

    public static String text(List<Span> spans) {
        var text = new StringBuilder();
        spans.forEach(span -> text.append(span.text()));
        return text.toString();
    }

    /// One preview being written.
    private static final class Writer {
        private static final int DEEPEST = 6;
        private static final int LEAST_SHARE = 24;
        private static final int MOST_TEXT_NESTED = 60;
        /// How many words that nobody described are shown of an object, and how deep inside another.
        private static final int MOST_WORDS = 6;

        private static final int DEEPEST_UNKNOWN = 2;

        private final Heap heap;
        private final List<Span> spans = new ArrayList<>();
        private final List<Long> open = new ArrayList<>();
        private int budget;

        Writer(Heap heap, int budget) {
            this.heap = heap;
            this.budget = budget;
        }

        List<Span> spans() {
            return spans;
        }

        private void put(Kind kind, String text, long address) {
            spans.add(new Span(kind, text, address));
            budget -= text.length();
        }

        private void put(String punctuation) {
            put(Kind.PUNCTUATION, punctuation, 0);
        }

        void object(long object, boolean nested) {
            long link = nested ? object : 0;
            if (open.contains(object) || open.size() >= DEEPEST) {
                put(Kind.DIM, "…", link);
                return;
            }
            PyType type = heap.typeOf(object);
            if (type != null && type.isEnum() && enumMember(object, type, link)) {
                return;
            }
            // A nested object may take a third of what is left, so that the first one does not hide the others.
            int share = nested ? Math.max(LEAST_SHARE, budget / 3) : budget;
            int others = budget - share;
            budget = share;
            open.add(object);
            value(heap.value(object), object, type, link);
            open.removeLast();
            budget += others;
        }

        private void value(PyValue value, long object, @Nullable PyType type, long link) {
            switch (value) {
                case PyValue.Constant(var text) -> put(Kind.KEYWORD, text, link);
                case PyValue.Int(var number, var digits) -> put(Kind.NUMBER, PythonText.integer(number, digits), link);
                case PyValue.Real(var number) -> put(Kind.NUMBER, PythonText.real(number), link);
                case PyValue.Complex(var real, var imaginary) ->
                    put(Kind.NUMBER, PythonText.complex(real, imaginary), link);
                case PyValue.Text(var start, var length) ->
                    put(Kind.STRING, PythonText.string(start, length, most()), link);
                case PyValue.Bytes(var prefix, var start, var length) -> {
                    String literal = PythonText.bytes(start, length, most());
                    put(Kind.STRING, prefix.isEmpty() ? literal : prefix + "(" + literal + ")", link);
                }
                case PyValue.Sequence sequence -> {
                    if (type != null && !type.itemNames().isEmpty()) {
                        namedTuple(type, object, sequence.length(), link);
                    } else {
                        wrapped(type, link, () -> sequence(sequence, object, link));
                    }
                }
                case PyValue.Mapping mapping -> wrapped(type, link, () -> mapping(mapping, object, link));
                case PyValue.Pairs pairs -> wrapped(type, link, () -> pairs(pairs, object, link));
                case PyValue.Inline inline -> inline(inline, link);
                case PyValue.Parts(var members) -> parts(members, link);
                case PyValue.Named(var kind, var name) -> {
                    put(Kind.PUNCTUATION, "<", link);
                    put(Kind.TYPE, kind, link);
                    boolean quoted = kind.equals("class") || kind.equals("module");
                    put(Kind.NAME, quoted ? " '" + name + "'" : " " + name, link);
                    put(Kind.PUNCTUATION, ">", link);
                }
                case PyValue.Summary(var head, var members) -> summary(head, members, object, type, link);
                case PyValue.Typed(var inner) -> {
                    put(Kind.TYPE, type == null ? "?" : type.shortName(), link);
                    put("(");
                    value(inner, object, null, link);
                    put(")");
                }
                case PyValue.Array array -> array(array, object, type, link);
                case PyValue.Call(var head, var members) -> call(head, members, object, type, link);
                case PyValue.Broken(var fault, var address, var detail) ->
                    put(Kind.BROKEN, "<broken at 0x" + Long.toHexString(address) + ": " + detail + ">", link);
            }
        }

        private int most() {
            return open.size() > 1 ? Math.min(MOST_TEXT_NESTED, Math.max(8, budget)) : Math.max(8, budget);
        }

        /// A subclass of a container reads `Name([…])`.
        private void wrapped(@Nullable PyType type, long link, Runnable contents) {
            boolean subclass = isSubclass(type);
            if (subclass && type != null) {
                put(Kind.TYPE, type.shortName(), link);
                put("(");
            }
            contents.run();
            if (subclass) {
                put(")");
            }
        }

        private static boolean isSubclass(@Nullable PyType type) {
            return type != null && type != type.decodedBy();
        }

        /// `<Colour.RED: 1>`: the name and value that every member of an enum has.
        private boolean enumMember(long object, PyType type, long link) {
            long name = heap.attribute(object, "_name_");
            long value = heap.attribute(object, "_value_");
            String text = heap.text(name, MOST_TEXT_NESTED);
            if (text == null || heap.typeOf(value) == null) {
                return false;
            }
            put(Kind.PUNCTUATION, "<", link);
            put(Kind.TYPE, type.qualname(), link);
            put(Kind.NAME, "." + text, link);
            put(": ");
            object(value, true);
            put(Kind.PUNCTUATION, ">", link);
            return true;
        }

        /// `Point(x=1, y=2)`, as far as the names reach.
        private void namedTuple(PyType type, long object, long length, long link) {
            put(Kind.TYPE, type.isPythonMade() ? type.qualname() : type.typeName(), link);
            put("(");
            long[] shown = {0};
            heap.items(object, 0, Long.MAX_VALUE, (index, key, item) -> {
                if (budget <= 0) {
                    return false;
                }
                separate(shown);
                if (index < type.itemNames().size()) {
                    put(Kind.NAME, type.itemNames().get((int) index) + "=", 0);
                }
                object(item, true);
                return true;
            });
            rest(length - shown[0], shown[0], link);
            put(")");
        }

        private void pairs(PyValue.Pairs pairs, long object, long link) {
            if (pairs.length() == 0) {
                put(Kind.PUNCTUATION, pairs.empty(), link);
                return;
            }
            put(Kind.PUNCTUATION, pairs.open(), link);
            long[] shown = {0};
            heap.items(object, 0, Long.MAX_VALUE, (index, key, item) -> {
                if (budget <= 0) {
                    return false;
                }
                separate(shown);
                put("(");
                object(key, true);
                put(", ");
                object(item, true);
                put(")");
                return true;
            });
            rest(pairs.length() - shown[0], shown[0], link);
            put(Kind.PUNCTUATION, pairs.close(), link);
        }

        private void inline(PyValue.Inline inline, long link) {
            put(Kind.PUNCTUATION, inline.open(), link);
            long[] shown = {0};
            for (PyValue item : inline.shown()) {
                if (budget <= 0) {
                    break;
                }
                separate(shown);
                value(item, 0, null, link);
            }
            rest(inline.length() - shown[0], shown[0], link);
            put(Kind.PUNCTUATION, inline.close(), link);
        }

        private void parts(List<PyValue.Member> members, long link) {
            for (PyValue.Member member : members) {
                PyType written = member.name().equals("type") ? heap.type(member.address()) : null;
                if (written != null) {
                    boolean none = written.typeName().equals("NoneType");
                    put(Kind.TYPE, none ? "None" : written.annotationName(), member.address());
                } else {
                    content(member, link);
                }
            }
        }

        private void content(PyValue.Member member, long link) {
            PyValue inner = member.inner();
            if (inner != null) {
                value(inner, 0, null, link);
            } else if (member.address() == 0) {
                put(Kind.TEXT, member.text(), link);
            } else if (open.size() >= 3) {
                shallow(member.address());
            } else {
                object(member.address(), true);
            }
        }

        private void sequence(PyValue.Sequence sequence, long object, long link) {
            if (sequence.length() == 0) {
                put(Kind.PUNCTUATION, sequence.empty(), link);
                return;
            }
            put(Kind.PUNCTUATION, sequence.open(), link);
            long[] shown = {0};
            heap.items(object, 0, Long.MAX_VALUE, (index, key, item) -> {
                if (budget <= 0) {
                    return false;
                }
                separate(shown);
                object(item, true);
                return true;
            });
            rest(sequence.length() - shown[0], shown[0], link);
            put(Kind.PUNCTUATION, sequence.close(), link);
        }

        /// The first elements in C order, then the shape and the type of the elements.
        private void array(PyValue.Array array, long object, @Nullable PyType type, long link) {
            put(Kind.TYPE, type == null ? "?" : type.shortName(), link);
            put("(");
            if (array.start().isEmpty()) {
                sequence(new PyValue.Sequence("[", "]", "[]", array.length()), object, link);
            } else {
                put(Kind.PUNCTUATION, "[", link);
                long shown = 0;
                for (PyValue element : array.start()) {
                    if (budget <= 0) {
                        break;
                    }
                    if (shown++ > 0) {
                        put(", ");
                    }
                    value(element, object, null, link);
                }
                rest(array.length() - shown, shown, link);
                put(Kind.PUNCTUATION, "]", link);
            }
            put(Kind.TEXT, ", shape=" + array.shape() + ", dtype=" + array.dtype(), link);
            put(")");
        }

        private void mapping(PyValue.Mapping mapping, long object, long link) {
            put(Kind.PUNCTUATION, mapping.open(), link);
            long[] shown = {0};
            heap.items(object, 0, Long.MAX_VALUE, (index, key, item) -> {
                if (budget <= 0) {
                    return false;
                }
                separate(shown);
                object(key, true);
                put(": ");
                object(item, true);
                return true;
            });
            rest(mapping.length() - shown[0], shown[0], link);
            put(Kind.PUNCTUATION, mapping.close(), link);
        }

        private void separate(long[] shown) {
            if (shown[0]++ > 0) {
                put(", ");
            }
        }

        private void rest(long left, long shown, long link) {
            if (left > 0) {
                put(Kind.DIM, (shown > 0 ? ", " : "") + "…" + left + (shown > 0 ? " more" : ""), link);
            }
        }

        private void summary(String head, List<PyValue.Member> members, long object, @Nullable PyType type, long link) {
            put(Kind.PUNCTUATION, "<", link);
            boolean subclass = isSubclass(type);
            put(Kind.TYPE, type != null && (head.isEmpty() || subclass) ? type.shortName() : head, link);
            long before = budget;
            for (PyValue.Member member : members) {
                if (budget <= 0) {
                    put(Kind.DIM, " …", link);
                    break;
                }
                member(member, " ", link);
            }
            if (head.isEmpty() || subclass) {
                heap.attributes(object, (name, value) -> {
                    if (budget <= 0) {
                        put(Kind.DIM, " …", link);
                        return false;
                    }
                    member(PyValue.Member.of(name, value), " ", link);
                    return true;
                });
                unknown(object, type, link);
            }
            if (before == budget) {
                put(Kind.DIM, " at 0x" + Long.toHexString(object), link);
            }
            put(Kind.PUNCTUATION, ">", link);
        }

        /// What nobody described: numbers under their members' names, words that lead to objects under their offsets.
        private void unknown(long object, @Nullable PyType type, long link) {
            if (type == null) {
                return;
            }
            if (!type.isDescribed()) {
                heap.facts(object, (name, text) -> {
                    if (budget > 0) {
                        member(PyValue.Member.text(name, text), " ", link);
                    }
                });
            }
            var words = new ArrayList<PyValue.Member>();
            if (type.hasUnknownWords() && open.size() <= DEEPEST_UNKNOWN) {
                heap.conservativeReferences(object, type, (offset, target) -> {
                    if (words.size() < MOST_WORDS && !isNone(target)) {
                        words.add(PyValue.Member.of("+0x" + Long.toHexString(offset), target));
                    }
                });
            }
            for (PyValue.Member word : words) {
                if (budget > 0) {
                    member(word, " ", link);
                }
            }
        }

        private boolean isNone(long object) {
            PyType type = heap.typeOf(object);
            return type != null && type.typeName().equals("NoneType");
        }

        private void member(PyValue.Member member, String before, long link) {
            put(Kind.NAME, before + (member.name().isEmpty() ? "" : member.name() + separator(member)), link);
            content(member, link);
        }

        private static String separator(PyValue.Member member) {
            return member.name().equals("of") || member.name().equals("at") ? " " : "=";
        }

        /// Deep inside, only scalars are printed out.
        private void shallow(long object) {
            PyValue value = heap.value(object);
            switch (value) {
                case PyValue.Summary summary -> named(object);
                case PyValue.Sequence sequence ->
                    put(Kind.DIM, sequence.open() + "…" + sequence.length() + sequence.close(), object);
                case PyValue.Mapping mapping ->
                    put(Kind.DIM, mapping.open() + "…" + mapping.length() + mapping.close(), object);
                case PyValue.Call call -> named(object);
                case PyValue.Array array -> named(object);
                case PyValue.Parts parts -> named(object);
                case PyValue.Inline inline -> named(object);
                case PyValue.Pairs pairs -> named(object);
                default -> object(object, true);
            }
        }

        private void named(long object) {
            PyType type = heap.typeOf(object);
            put(Kind.TYPE, "<" + (type == null ? "?" : type.shortName()) + " …>", object);
        }

        private void call(String head, List<PyValue.Member> members, long object, @Nullable PyType type, long link) {
            put(Kind.TYPE, type != null && (head.isEmpty() || isSubclass(type)) ? type.shortName() : head, link);
            put("(");
            long[] shown = {0};
            for (PyValue.Member member : members) {
                switch (member.name()) {
                    case "*" -> arguments(member.address(), false, shown, link);
                    case "**" -> arguments(member.address(), true, shown, link);
                    case "[]" -> {
                        separate(shown);
                        sequence(new PyValue.Sequence("[", "]", "[]", heap.itemCount(object)), object, link);
                    }
                    case "{}" -> {
                        separate(shown);
                        mapping(new PyValue.Mapping("{", "}", heap.itemCount(object)), object, link);
                    }
                    default -> {
                        separate(shown);
                        member(member, "", link);
                    }
                }
            }
            put(")");
        }

        /// The items of a tuple or the keywords of a dict, among other arguments.
        private void arguments(long container, boolean keywords, long[] shown, long link) {
            if (heap.typeOf(container) == null) {
                return;
            }
            long before = shown[0];
            heap.items(container, 0, Long.MAX_VALUE, (index, key, item) -> {
                if (budget <= 0) {
                    return false;
                }
                separate(shown);
                if (keywords) {
                    String name = heap.text(key, MOST_TEXT_NESTED);
                    put(Kind.NAME, (name == null ? "?" : name) + "=", link);
                }
                object(item, true);
                return true;
            });
            rest(heap.itemCount(container) - (shown[0] - before), shown[0], link);
        }
    }
}
