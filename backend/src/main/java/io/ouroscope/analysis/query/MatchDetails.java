package io.ouroscope.analysis.query;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why an object fits a query, for people: what stands around the text, what the attributes are. For the rows that are
/// shown; not safe for threads.
public final class MatchDetails {
    private static final int MOST_BEFORE = 40;
    private static final int MOST_MATCHED = 200;
    private static final int MOST_AFTER = 160;

    private final Heap heap;
    private final @Nullable TextScan text;
    private final List<AttributeMatcher> attributes;
    private final List<String> names;

    public MatchDetails(Heap heap, ObjectQuery query) {
        this.heap = heap;
        text = query.text() == null ? null : new TextScan(heap, query.text(), Progress.NONE);
        attributes = query.attributes().stream()
                .map(test -> new AttributeMatcher(heap, test))
                .toList();
        names = query.attributes().stream()
                .map(test -> "." + String.join(".", test.path()))
                .toList();
    }

    /// A text around what was found in it.
    ///
    /// @param at where that begins, in characters, of bytes in bytes
    /// @param isCut whether there is more before or behind
    public record Excerpt(
            long at, String before, String match, String after, boolean isCutBefore, boolean isCutAfter) {}

    /// What an attribute that was asked for is: an object, or text in Python syntax.
    ///
    /// @param value its address, 0 if it is no object
    public record Attribute(
            String name, long value, @Nullable String text) {}

    /// Null if no text was asked for.
    public @Nullable Excerpt excerpt(long object) {
        PyType type = heap.typeOf(object);
        try {
            if (text == null || type == null || !text.isIn(object, type)) {
                return null;
            }
            String before = text.before(MOST_BEFORE);
            String after = text.after(MOST_AFTER);
            return new Excerpt(
                    text.foundAt(),
                    before,
                    text.match(MOST_MATCHED),
                    text.foundLength() > MOST_MATCHED ? "" : after,
                    text.foundAt() > MOST_BEFORE,
                    text.isCutAfter(MOST_AFTER) || text.foundLength() > MOST_MATCHED);
        } catch (UnreadableAddressException gone) {
            return null;
        }
    }

    /// Those asked for, each once.
    public List<Attribute> attributes(long object) {
        PyType type = heap.typeOf(object);
        var shown = new ArrayList<Attribute>();
        for (int i = 0; type != null && i < attributes.size(); i++) {
            AttributeMatcher attribute = attributes.get(i);
            if (names.indexOf(names.get(i)) == i && attribute.follow(object, type)) {
                shown.add(new Attribute(names.get(i), attribute.value(), attribute.fact()));
            }
        }
        return shown;
    }
}
