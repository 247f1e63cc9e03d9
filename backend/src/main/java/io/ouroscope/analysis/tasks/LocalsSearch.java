package io.ouroscope.analysis.tasks;

import io.ouroscope.analysis.tasks.FoundText.Where;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.frame.Frame;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether a task's own frames have a local variable with a text in its name or in the preview of its value. What the
/// task awaits has lines of its own in every list, so its frames are not looked at again.
///
/// A value that many tasks share is written out once. Not thread-safe.
final class LocalsSearch {
    private static final int MOST_VALUES_KEPT = 1 << 20;
    /// A single task may have very many.
    private static final int FRAMES_A_CHUNK = 1024;

    private final NodeReader reader;
    private final TextMatches wanted;
    private final Long2ObjectOpenHashMap<Boolean> values = new Long2ObjectOpenHashMap<>();
    private int frames;

    LocalsSearch(NodeReader reader, TextMatches wanted) {
        this.reader = reader;
        this.wanted = wanted;
    }

    /// The innermost coroutine or generator of the task in whose frame the text is, 0 if it is in none.
    long find(int node, Progress progress) {
        LongArrayList chain = reader.awaitChain(node);
        for (int i = chain.size() - 1; i >= 0; i--) {
            if (++frames % FRAMES_A_CHUNK == 0) {
                progress.check();
            }
            if (variable(chain.getLong(i)) != null) {
                return chain.getLong(i);
            }
        }
        return 0;
    }

    /// Where the frame of a coroutine has the text, null if nowhere.
    @Nullable
    FoundText where(long generator) {
        Frame.Local local = variable(generator);
        if (local == null) {
            return null;
        }
        String value = local.value() == 0 ? "" : reader.preview(local.value());
        String inValue = wanted.isIn(value) ? wanted.text() : valuePart(local.name(), value);
        return FoundText.of(Where.LOCAL, reader.place(generator), local.name(), value, inValue == null ? "" : inValue);
    }

    private Frame.@Nullable Local variable(long generator) {
        for (Frame.Local local : reader.locals(generator)) {
            if (wanted.isIn(local.name()) || local.value() != 0 && has(local)) {
                return local;
            }
        }
        return null;
    }

    private boolean has(Frame.Local local) {
        if (values.size() >= MOST_VALUES_KEPT) {
            values.clear();
        }
        return values.computeIfAbsent(local.value(), value -> wanted.isIn(reader.preview(value)))
                || isEndedBy(local.name()) && valuePart(local.name(), reader.preview(local.value())) != null;
    }

    /// Whether the name may be followed by a value so that both together, `name = value`, have the text.
    private boolean isEndedBy(String name) {
        for (int sign = wanted.text().indexOf('=');
                sign >= 0;
                sign = wanted.text().indexOf('=', sign + 1)) {
            if (endsName(name, sign)) {
                return true;
            }
        }
        return false;
    }

    /// The part of the text with which the value begins, where the text begins in the name; null if it does not.
    private @Nullable String valuePart(String name, String value) {
        for (int sign = wanted.text().indexOf('=');
                sign >= 0;
                sign = wanted.text().indexOf('=', sign + 1)) {
            String part = wanted.text().substring(sign + 1).stripLeading();
            if (endsName(name, sign) && value.toLowerCase(Locale.ROOT).startsWith(part)) {
                return part;
            }
        }
        return null;
    }

    /// Whether what stands before this equals sign ends the name. Blanks around the sign may be left out.
    private boolean endsName(String name, int sign) {
        return name.toLowerCase(Locale.ROOT)
                .endsWith(wanted.text().substring(0, sign).stripTrailing());
    }
}
