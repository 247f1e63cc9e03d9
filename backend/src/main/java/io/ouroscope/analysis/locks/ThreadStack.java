package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.StackFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The innermost frames of a thread, asked by function and file: how the standard library waits is told by them.
final class ThreadStack {
    private static final int DEPTH = 12;

    private final Threads threads;
    private final List<StackFrame> frames;
    private final Map<Integer, Map<String, Long>> locals = new HashMap<>();

    ThreadStack(Threads threads, ThreadInfo thread) {
        this.threads = threads;
        frames = threads.stack(thread, 0, DEPTH).frames();
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /// Whether the frame with this number, 0 the innermost, is of that function in that file.
    boolean is(int frame, String function, String file) {
        StackFrame each = frame < frames.size() ? frames.get(frame) : null;
        return each != null && each.function().equals(function) && isIn(each, file);
    }

    /// Whether the frame with this number is of that file.
    boolean isIn(int frame, String file) {
        return frame < frames.size() && isIn(frames.get(frame), file);
    }

    private static boolean isIn(StackFrame frame, String file) {
        int before = frame.file().length() - file.length() - 1;
        return frame.file().endsWith(file) && (before < 0 || frame.file().charAt(before) == '/');
    }

    /// The number of the innermost frame of a function, -1 if it is not among those looked at.
    int find(String function, String file) {
        for (int i = 0; i < frames.size(); i++) {
            if (is(i, function, file)) {
                return i;
            }
        }
        return -1;
    }

    /// A local variable, 0 if it is unbound.
    long local(int frame, String name) {
        return locals.computeIfAbsent(frame, this::read).getOrDefault(name, 0L);
    }

    private Map<String, Long> read(int frame) {
        var values = new HashMap<String, Long>();
        Frame known =
                frame < frames.size() ? threads.frames().at(frames.get(frame).frame()) : null;
        if (known != null) {
            known.locals().forEach(local -> values.put(local.name(), local.value()));
        }
        return values;
    }

    /// Function and line of the innermost frame, empty if there is none.
    String place() {
        StackFrame innermost = first();
        return innermost == null
                ? ""
                : innermost.function() + " at "
                        + innermost.file().substring(innermost.file().lastIndexOf('/') + 1) + ":" + innermost.line();
    }

    private @Nullable StackFrame first() {
        return frames.isEmpty() ? null : frames.getFirst();
    }
}
