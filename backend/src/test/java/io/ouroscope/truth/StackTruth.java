package io.ouroscope.truth;

import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.PythonStack;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.python.raw.CodeObjects;
import io.ouroscope.python.raw.GeneratorState;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares stacks, lines, generators and their variables with what the interpreter said: rows `T`, `F`, `L` and `G`
/// of a truth file (docs/truth.md).
///
/// Run by hand: `StackTruth CORE TRUTH.tsv[.zst]`.
final class StackTruth {
    private static final int MOST_FRAMES = 100_000;
    private static final int MOST_TOLD = 20;
    /// Of a thread that runs the outer frames stay: those of `threading`.
    private static final int STAYING_FRAMES = 3;
    /// Populations name threads so that run Python code while they tell.
    private static final String RUNNING = "running";

    private final PythonProcess process;
    private final Threads threads;
    private final TruthFile truth;
    private final Map<Long, List<StackFrame>> stacks = new HashMap<>();
    private final Map<Long, Integer> toldDepths = new HashMap<>();
    private final Set<Long> moving = new HashSet<>();
    final Map<String, Integer> compared = new TreeMap<>();
    final List<String> differences = new ArrayList<>();

    private StackTruth(PythonProcess process, TruthFile truth) {
        this.process = process;
        this.truth = truth;
        threads = Threads.of(process, List.of());
    }

    static StackTruth of(PythonProcess process, TruthFile truth) throws IOException {
        var comparison = new StackTruth(process, truth);
        comparison.differences.addAll(process.runtime().problems());
        truth.rows("T", comparison::thread);
        truth.rows("F", comparison::frame);
        truth.rows("L", comparison::lines);
        truth.rows("G", comparison::generator);
        return comparison;
    }

    public static void main(String[] arguments) throws IOException {
        try (Snapshot snapshot = Snapshot.open(Path.of(arguments[0]))) {
            PythonProcess process = Discovery.discover(snapshot.memory(), Hints.NONE, Progress.NONE);
            StackTruth comparison = of(process, TruthFile.read(Path.of(arguments[1])));
            System.out.println(comparison.truth.version() + " compared " + comparison.compared + ", different "
                    + comparison.differences.size());
            comparison.differences.stream().limit(MOST_TOLD).forEach(System.out::println);
        }
    }

    private void count(String kind) {
        compared.merge(kind, 1, Integer::sum);
    }

    private @Nullable ThreadInfo find(long ident) {
        return threads.list().stream()
                .filter(thread -> thread.interpreterId() == 0
                        && thread.state() != null
                        && thread.state().threadId() == ident)
                .findFirst()
                .orElse(null);
    }

    /// The thread that told stands deeper now than where its account begins; all others stand where they
    /// stood.
    private void thread(String[] cells) {
        long ident = Long.parseLong(cells[2]);
        ThreadInfo thread = find(ident);
        if (thread == null) {
            differences.add("thread " + cells[1] + " is not found");
            return;
        }
        PythonStack stack = threads.stack(thread, 0, MOST_FRAMES);
        stacks.put(ident, stack.frames());
        List<String> found = stack.frames().stream().map(this::text).collect(Collectors.toList());
        List<String> told = List.of(cells[4].split(";", -1));
        toldDepths.put(ident, told.size());
        if (cells[1].startsWith(RUNNING)) {
            moving.add(ident);
            told = told.subList(told.size() - STAYING_FRAMES, told.size());
            found = found.subList(Math.max(0, found.size() - STAYING_FRAMES), found.size());
        }
        boolean teller = thread.nativeId() == Long.parseLong(truth.fact("pid"))
                || thread.name().equals("MainThread");
        int deeper = teller ? Math.max(0, found.size() - told.size()) : 0;
        if (!found.subList(deeper, found.size()).equals(told)) {
            differences.add(
                    "thread " + cells[1] + " " + stack.problem() + "\n    is   " + found + "\n    says " + told);
        }
        if (!thread.name().equals(cells[1])) {
            differences.add("thread " + cells[1] + " is named " + thread.name());
        }
        if (thread.nativeId() != 0 && !cells[3].equals("0") && thread.nativeId() != Long.parseLong(cells[3])) {
            differences.add("thread " + cells[1] + " has native id " + thread.nativeId() + ", not " + cells[3]);
        }
        count("threads");
    }

    private String text(StackFrame frame) {
        Frame whole = threads.frames().at(frame.frame());
        String names = whole == null ? "?" : String.join(",", variables(whole).keySet());
        boolean module = frame.function().equals("<module>");
        return frame.function() + ":" + frame.line() + "(" + (module ? "" : names) + ")";
    }

    private static Map<String, Long> variables(Frame frame) {
        var variables = new TreeMap<String, Long>();
        frame.locals().stream()
                .filter(local -> local.value() != 0)
                .forEach(local -> variables.put(local.name(), local.value()));
        return variables;
    }

    private static Map<String, Long> variables(String cell) {
        var variables = new TreeMap<String, Long>();
        for (String pair : cell.isEmpty() ? new String[0] : cell.split(";", -1)) {
            int split = pair.lastIndexOf('=');
            variables.put(pair.substring(0, split), Long.parseUnsignedLong(pair.substring(split + 1), 16));
        }
        return variables;
    }

    private void frame(String[] cells) {
        long ident = Long.parseLong(cells[1]);
        List<StackFrame> stack = stacks.getOrDefault(ident, List.of());
        if (moving.contains(ident)) {
            return;
        }
        int index = Integer.parseInt(cells[2]) + stack.size() - toldDepths.getOrDefault(ident, 0);
        String what = "frame " + cells[2] + " of thread " + cells[1];
        Frame whole = index < 0 || index >= stack.size()
                ? null
                : threads.frames().at(stack.get(index).frame());
        if (whole == null) {
            differences.add(what + " is not there");
            return;
        }
        boolean module = whole.function().equals("<module>");
        if (whole.code() != Long.parseUnsignedLong(cells[3], 16)
                || whole.line() != Integer.parseInt(cells[4])
                || !module && !variables(whole).equals(variables(cells[5]))) {
            differences.add(what + "\n    is   " + whole + "\n    says " + String.join(" ", cells));
        }
        count("frames");
    }

    private boolean isThere(long object) {
        return process.census().node(object) >= 0;
    }

    private void lines(String[] cells) {
        long code = Long.parseUnsignedLong(cells[1], 16);
        if (!isThere(code)) {
            return;
        }
        CodeObjects codes = process.heap().structs().code;
        for (String run : cells[2].isEmpty() ? new String[0] : cells[2].split(";", -1)) {
            String[] parts = run.split("[-:]", 3);
            int line = parts[2].equals("-") ? 0 : Integer.parseInt(parts[2]);
            for (int position = Integer.parseInt(parts[0]); position < Integer.parseInt(parts[1]); position += 2) {
                if (codes.line(code, position) != line) {
                    differences.add("code " + cells[1] + " at " + position + ": line " + codes.line(code, position)
                            + ", not " + line);
                }
                count("instructions");
            }
        }
        count("code objects");
    }

    private void generator(String[] cells) {
        long object = Long.parseUnsignedLong(cells[1], 16);
        if (!isThere(object)) {
            return;
        }
        GeneratorState state = threads.frames().state(object);
        String word = switch (state) {
            case CREATED -> "created";
            case YIELDED, AWAITING -> "suspended";
            case EXECUTING -> "running";
            case FINISHED -> "closed";
        };
        Frame frame = threads.frames().suspended(object);
        int line = frame == null ? 0 : frame.line();
        Map<String, Long> variables = frame == null ? Map.of() : variables(frame);
        int told = cells[4].equals("-") ? 0 : Integer.parseInt(cells[4]);
        // `ag_running` also says so of one whose caller awaits what it awaits.
        boolean awaitsForCaller = state == GeneratorState.AWAITING
                && cells[2].equals("running")
                && process.census().type(process.census().node(object)).isSubtypeOf("async_generator");
        if (!word.equals(cells[2]) && !awaitsForCaller || line != told || !variables.equals(variables(cells[5]))) {
            differences.add("generator " + cells[1] + "\n    is   " + word + " " + line + " " + variables
                    + "\n    says " + cells[2] + " " + told + " " + variables(cells[5]));
        }
        count("generators");
    }
}
