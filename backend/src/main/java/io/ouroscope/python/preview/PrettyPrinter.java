package io.ouroscope.python.preview;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.preview.Span.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prints an object over several lines: one for each item or attribute, containers inside it opened in turn; what fits
/// into a line stays one, and so do instances of classes inside it ([Previewer] prints those).
///
/// Every container is cut after a number of its items, and says how many there are more. Lines and depth are bounded,
/// whatever the process built. Stateless.
public final class PrettyPrinter {
    private static final int WIDTH = 96;
    private static final int LEAST_ROOM = 24;
    private static final int MOST_LINES = 160;
    private static final int DEEPEST = 3;
    private static final int[] MOST_CHILDREN = {30, 10, 6, 4};

    private final Heap heap;
    private final Previewer previewer;

    public PrettyPrinter(Heap heap) {
        this.heap = heap;
        previewer = new Previewer(heap);
    }

    /// @param indent how deep the line is nested, from 0
    public record Line(int indent, List<Span> spans) {}

    public List<Line> lines(long object) {
        var printing = new Printing();
        printing.object(object, List.of(), "", 0);
        return printing.lines;
    }

    /// How a container is opened and closed, and what stands in it.
    private record Shape(List<Span> open, String close, boolean attributes, long count) {}

    private final class Printing {
        private final List<Line> lines = new ArrayList<>();
        private final List<Long> open = new ArrayList<>();

        private void line(int indent, List<Span> before, List<Span> spans, String after) {
            var all = new ArrayList<>(before);
            all.addAll(spans);
            if (!after.isEmpty()) {
                all.add(new Span(Kind.PUNCTUATION, after, 0));
            }
            lines.add(new Line(indent, all));
        }

        /// @param before what stands before it in its line: a key, a name
        void object(long object, List<Span> before, String after, int indent) {
            int room = WIDTH - 4 * indent - Previewer.text(before).length();
            List<Span> whole = linked(
                    previewer.preview(object, indent == 0 ? 4 * WIDTH : Math.max(LEAST_ROOM, room)), object, indent);
            Shape shape = indent <= DEEPEST && lines.size() < MOST_LINES && !open.contains(object)
                    ? shape(object, indent)
                    : null;
            if (shape == null || Previewer.text(whole).length() <= room && !isCut(whole)) {
                line(indent, before, whole, after);
                return;
            }
            line(indent, before, shape.open, "");
            open.add(object);
            long shown = children(object, shape, indent + 1);
            open.removeLast();
            if (shown < shape.count) {
                String text = "… " + String.format(java.util.Locale.ROOT, "%,d", shape.count - shown) + " more";
                line(indent + 1, List.of(), List.of(new Span(Kind.DIM, text, object)), "");
            }
            line(indent, List.of(), List.of(new Span(Kind.PUNCTUATION, shape.close, 0)), after);
        }

        private long children(long object, Shape shape, int indent) {
            int most = MOST_CHILDREN[Math.min(indent, MOST_CHILDREN.length) - 1];
            long[] shown = {0};
            if (shape.attributes) {
                heap.attributes(object, (name, value) -> {
                    shown[0]++;
                    object(value, List.of(new Span(Kind.NAME, name + "=", 0)), "", indent);
                    return shown[0] < most && lines.size() < MOST_LINES;
                });
                return shown[0];
            }
            heap.items(object, 0, most, (index, key, value) -> {
                shown[0]++;
                var before = new ArrayList<Span>();
                if (key != 0) {
                    before.addAll(linked(previewer.preview(key, 60), key, 1));
                    before.add(new Span(Kind.PUNCTUATION, ": ", 0));
                }
                object(value, before, ",", indent);
                return lines.size() < MOST_LINES;
            });
            return shown[0];
        }
    }

    /// How the object is opened over lines; null for what has no parts.
    private @Nullable Shape shape(long object, int indent) {
        PyType type = heap.typeOf(object);
        PyValue value = heap.value(object);
        long link = indent == 0 ? 0 : object;
        if (type == null || type.isMetatype()) {
            return null;
        }
        boolean subclass = type != type.decodedBy();
        return switch (value) {
            case PyValue.Mapping(var before, var after, var length)
            when length > 0 -> container(type, subclass, before, after, length, link);
            case PyValue.Sequence(var before, var after, var empty, var length)
            when length > 0 -> container(type, subclass, before, after, length, link);
            case PyValue.Call call
            when (call.isMapping() || call.isSequence()) && heap.itemCount(object) > 0 ->
                container(
                        type,
                        true,
                        call.isMapping() ? "{" : "[",
                        call.isMapping() ? "}" : "]",
                        heap.itemCount(object),
                        link);
            case PyValue.Summary(var head, var members)
            when indent == 0 && members.isEmpty() && attributeCount(object) > 0 ->
                new Shape(
                        List.of(
                                new Span(Kind.PUNCTUATION, "<", link),
                                new Span(Kind.TYPE, head.isEmpty() || subclass ? type.shortName() : head, link)),
                        ">",
                        true,
                        attributeCount(object));
            default -> null;
        };
    }

    private static Shape container(PyType type, boolean named, String before, String after, long length, long link) {
        var open = new ArrayList<Span>();
        if (named) {
            open.add(new Span(Kind.TYPE, type.shortName(), link));
            open.add(new Span(Kind.PUNCTUATION, "(", 0));
        }
        open.add(new Span(Kind.PUNCTUATION, before, link));
        return new Shape(open, named ? after + ")" : after, false, length);
    }

    private long attributeCount(long object) {
        long[] count = {0};
        heap.attributes(object, (name, value) -> ++count[0] < 100_000);
        return count[0];
    }

    /// A nested object's text is a link to it where its parts are none.
    private static List<Span> linked(List<Span> spans, long object, int indent) {
        return indent == 0
                ? spans
                : spans.stream()
                        .map(span -> span.address() == 0 ? new Span(span.kind(), span.text(), object) : span)
                        .toList();
    }

    private static boolean isCut(List<Span> spans) {
        return spans.stream()
                .anyMatch(span -> span.kind() == Kind.DIM && span.text().contains("…"));
    }
}
