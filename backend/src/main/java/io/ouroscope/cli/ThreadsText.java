package io.ouroscope.cli;

import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.SourceLine;
import io.ouroscope.analysis.threads.Suspended;
import io.ouroscope.analysis.threads.SuspendedGroup;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.ThreadInfo.Waiting;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.util.List;
import java.util.Locale;

/// Threads as text: a header for each, then its frames, innermost first.
///
/// A line that comes again at once, as a recursion makes it, is written once with how often it comes.
final class ThreadsText {
    private static final int LOCAL_BUDGET = 120;
    private static final String INDENT = "    ";

    private final AnalysedSnapshot snapshot;
    private final Output out;
    private final boolean locals;
    private final boolean suspended;
    private final Threads threads;
    private final Previewer previewer;
    private String repeated = "";
    private int repetitions;

    ThreadsText(AnalysedSnapshot snapshot, Output out, boolean locals, boolean suspended) {
        this.snapshot = snapshot;
        this.out = out;
        this.locals = locals;
        this.suspended = suspended;
        threads = snapshot.threads();
        previewer = snapshot.analysis().previewer();
    }

    void print() {
        out.line(PlainText.of("Process " + snapshot.snapshot().info().pid() + ": "
                + String.join(" ", snapshot.snapshot().info().commandLine())));
        out.line("Python " + snapshot.analysis().process().detection().version());
        boolean several = snapshot.analysis().process().runtime().interpreters().size() > 1;
        for (ThreadInfo thread : threads.list()) {
            out.line("");
            out.line(PlainText.of(header(thread, several)));
            if (thread.state() != null) {
                stack(thread);
            }
        }
        if (suspended) {
            suspended();
        }
        threads.problems().forEach(problem -> out.line(PlainText.of("! " + problem)));
    }

    private String header(ThreadInfo thread, boolean several) {
        var header = new StringBuilder("Thread ");
        header.append(thread.nativeId() != 0 ? Long.toString(thread.nativeId()) : "?");
        header.append(" (").append(thread.activity().word()).append(')');
        header.append(": \"").append(thread.name()).append('"');
        if (several && thread.state() != null) {
            header.append(", interpreter ").append(thread.interpreterId());
        }
        if (thread.waiting() != null) {
            header.append(", ").append(waiting(thread.waiting()));
        }
        if (thread.kernel() != null && !thread.kernel().problem().isEmpty()) {
            header.append(", ").append(thread.kernel().problem());
        }
        return header.toString();
    }

    private String waiting(Waiting waiting) {
        var text = new StringBuilder("in ").append(waiting.call());
        if (waiting.lock() != 0) {
            text.append(" for ").append(previewer.text(waiting.lock()));
        }
        if (waiting.lockOwner() != 0) {
            text.append(", held by ").append(owner(waiting.lockOwner()));
        }
        String file = file(waiting.file());
        return file.isEmpty()
                ? text.toString()
                : text.append(" of ").append(file).toString();
    }

    private String owner(long ident) {
        return threads.list().stream()
                .filter(thread -> thread.state() != null && thread.state().threadId() == ident)
                .findFirst()
                .map(thread -> "\"" + thread.name() + "\"")
                .orElse("a thread that has ended");
    }

    private String file(int fd) {
        CaptureNote note = snapshot.snapshot().note();
        if (fd < 0 || note == null) {
            return "";
        }
        return note.files().stream()
                .filter(file -> file.fd() == fd)
                .findFirst()
                .map(ThreadsText::file)
                .orElse("");
    }

    private static String file(FileNote file) {
        var socket = file.socket();
        if (socket == null) {
            return file.target();
        }
        String peer = socket.peer().isEmpty() ? "" : " to " + socket.peer();
        return "socket " + socket.local() + peer + (socket.state().isEmpty() ? "" : " " + socket.state());
    }

    private void stack(ThreadInfo thread) {
        int[] frames = {0};
        String problem = threads.visitStack(thread, frame -> {
            frames[0]++;
            frame(frame);
        });
        endRun();
        if (!problem.isEmpty()) {
            out.line(PlainText.of(INDENT + "! not whole: " + problem));
        } else if (frames[0] == 0) {
            out.line(INDENT + "(runs no Python code)");
        }
    }

    private void frame(StackFrame frame) {
        String line = INDENT
                + PlainText.of(
                        frame.isBroken()
                                ? "! frame at " + Addresses.hex(frame.frame()) + ": " + frame.problem()
                                : frame.qualname() + " (" + place(frame.file(), frame.line()) + ")");
        if (!locals && line.equals(repeated)) {
            repetitions++;
            return;
        }
        endRun();
        repeated = line;
        out.line(line);
        source(frame);
        if (locals && !frame.isBroken()) {
            Frame whole = threads.frames().at(frame.frame());
            if (whole != null) {
                whole.locals().stream().filter(local -> local.value() != 0).forEach(this::local);
            }
        }
    }

    private void source(StackFrame frame) {
        SourceLine source = frame.isBroken() ? null : snapshot.sourceLines().at(frame.file(), frame.line());
        if (source != null) {
            String changed = source.newer() ? "  (file changed since)" : "";
            out.line(INDENT + INDENT + PlainText.of(source.text()) + changed);
        }
    }

    private void endRun() {
        if (repetitions > 0) {
            out.line(INDENT + "… the same " + String.format(Locale.ROOT, "%,d", repetitions)
                    + (repetitions == 1 ? " time more" : " times more"));
        }
        repetitions = 0;
        repeated = "";
    }

    private void local(Frame.Local local) {
        String value = Previewer.text(previewer.preview(local.value(), LOCAL_BUDGET));
        out.line(INDENT + INDENT + PlainText.of(local.name() + " = " + value));
    }

    private static String place(String file, int line) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return line > 0 ? name + ":" + line : name;
    }

    private void suspended() {
        List<SuspendedGroup> groups = Suspended.groups(
                snapshot.analysis().process(),
                node -> snapshot.analysis().state(node) != ObjectState.FREED,
                Progress.NONE);
        int total = groups.stream().mapToInt(group -> group.objects().size()).sum();
        out.line("");
        out.line(String.format(Locale.ROOT, "Suspended: %,d in %,d places", total, groups.size()));
        var table = new TextTable("COUNT>", "KIND", "STATE", "WHERE");
        for (SuspendedGroup group : groups) {
            table.row(
                    String.format(Locale.ROOT, "%,d", group.objects().size()),
                    group.kind().replace('_', ' '),
                    group.state().name().toLowerCase(Locale.ROOT),
                    group.qualname() + " (" + place(group.file(), group.line()) + ")");
        }
        if (!groups.isEmpty()) {
            table.print(out);
        }
    }
}
