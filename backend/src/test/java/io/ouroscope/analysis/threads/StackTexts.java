package io.ouroscope.analysis.threads;

import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.PythonStack;
import io.ouroscope.python.frame.StackFrame;
import java.util.List;
import java.util.stream.Collectors;

/// Stacks as the programs of our tests print their own: `function:line(names);…`, innermost first, names sorted.
final class StackTexts {
    private static final int MOST_FRAMES = 100_000;

    private StackTexts() {}

    static List<String> of(Threads threads, ThreadInfo thread) {
        PythonStack stack = threads.stack(thread, 0, MOST_FRAMES);
        List<String> texts = stack.frames().stream()
                .map(frame -> text(threads, frame))
                .collect(Collectors.toCollection(java.util.ArrayList::new));
        if (!stack.problem().isEmpty()) {
            texts.add("! " + stack.problem());
        }
        return texts;
    }

    private static String text(Threads threads, StackFrame frame) {
        if (frame.isBroken()) {
            return "! " + frame.problem();
        }
        Frame whole = threads.frames().at(frame.frame());
        String names = whole == null
                ? "?"
                : whole.locals().stream()
                        .filter(local -> local.value() != 0)
                        .map(Frame.Local::name)
                        .sorted()
                        .collect(Collectors.joining(","));
        return frame.function() + ":" + frame.line() + "(" + names + ")";
    }
}
