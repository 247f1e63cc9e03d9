package io.ouroscope.analysis.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A live process says what its threads do, in every way a stack can look; we capture it and must see the same.
final class ThreadStacksIT {

    static List<Interpreter> interpreters() {
        return Interpreters.ofMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void everyFrameLineAndLocalNameIsAsTheProcessSays(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException {
        Requirements.needCapture();
        Path core = directory.resolve("threads.core");
        String said;
        try (LivePython live = LivePython.start(interpreter.path(), directory, script("threads.py"))) {
            live.awaitLine("READY");
            said = live.output();
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        try (AnalysedSnapshot snapshot = AnalysedSnapshot.ofTemporary(SnapshotStore.of(null), core, Progress.NONE)) {
            Threads threads = snapshot.threads();
            assertThat(threads.problems()).isEmpty();
            var wrong = new ArrayList<String>();
            int compared = 0;
            List<String> outer = outerFrames(said);
            for (String line : said.split("\n")) {
                String[] cells = line.split("\t", -1);
                switch (cells[0]) {
                    case "THREAD" -> compared += blocked(threads, cells, wrong);
                    case "BUSY" -> compared += busy(threads, cells, outer, wrong);
                    case "SUB" -> compared += inSubinterpreter(threads, cells, wrong);
                    default -> {}
                }
            }
            assertThat(wrong).as("differences from the process's own account").isEmpty();
            assertThat(compared).isGreaterThanOrEqualTo(30);
        }
    }

    @ParameterizedTest
    @MethodSource("interpretersWithCtypes")
    void aProcessWhoseFirstThreadHasEndedIsCapturedByTheIdOfAnother(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException {
        Requirements.needCapture();
        Path core = directory.resolve("threads.core");
        try (LivePython live = LivePython.start(interpreter.path(), directory, script("main_gone.py"))) {
            int other = Integer.parseInt(live.awaitLine("READY"));
            live.awaitStatus("State", "Z");
            assertThatThrownBy(() -> Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE))
                    .isInstanceOfSatisfying(
                            CaptureException.class,
                            refused -> assertThat(refused.hint()).contains("ouroscope capture " + other));
            Capture.capture(new CaptureRequest(other, core), Progress.NONE);
        }
        try (AnalysedSnapshot snapshot = AnalysedSnapshot.ofTemporary(SnapshotStore.of(null), core, Progress.NONE)) {
            Threads threads = snapshot.threads();
            assertThat(threads.list().stream().map(ThreadInfo::name)).containsExactly("MainThread", "left");
            assertThat(threads.list().getFirst().activity()).isEqualTo(Activity.DETACHED);
            assertThat(StackTexts.of(threads, threads.list().getLast()))
                    .first()
                    .asString()
                    .startsWith("work:");
        }
    }

    static List<Interpreter> interpretersWithCtypes() {
        return Interpreters.onePerMinor(8, 11, 12, 13, 14, 15);
    }

    private static String script(String name) throws IOException {
        return new String(
                Objects.requireNonNull(ThreadStacksIT.class.getResourceAsStream("/live/" + name))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }

    private static ThreadInfo find(Threads threads, String[] said, boolean main, List<String> wrong) {
        long ident = Long.parseLong(said[2]);
        List<ThreadInfo> found = threads.list().stream()
                .filter(thread -> thread.state() != null
                        && thread.state().threadId() == ident
                        && (thread.interpreterId() == 0) == main)
                .toList();
        assertThat(found).as("thread %s", said[1]).hasSize(1);
        ThreadInfo thread = found.getFirst();
        if (thread.nativeId() != Long.parseLong(said[3])) {
            wrong.add(said[1] + " has native id " + thread.nativeId() + ", not " + said[3]);
        }
        if (main && !thread.name().equals(said[1])) {
            wrong.add(said[1] + " is named " + thread.name());
        }
        return thread;
    }

    private static int blocked(Threads threads, String[] said, List<String> wrong) {
        ThreadInfo thread = find(threads, said, true, wrong);
        List<String> stack = StackTexts.of(threads, thread);
        List<String> expected = List.of(said[4].split(";", -1));
        if (!stack.equals(expected)) {
            wrong.add(said[1] + "\n    is   " + stack + "\n    says " + expected);
        }
        // What runs in the subinterpreter may be between its last word and its sleep.
        if (thread.activity() != Activity.BLOCKED && !said[1].equals("sub-host")) {
            wrong.add(said[1] + " is " + thread.activity());
        }
        return 1;
    }

    /// The frames of `threading` that every thread begins with.
    private static List<String> outerFrames(String said) {
        String[] cells = said.lines()
                .filter(line -> line.startsWith("THREAD\ton_event\t"))
                .findFirst()
                .orElseThrow()
                .split("\t", -1);
        List<String> stack = List.of(cells[4].split(";", -1));
        return stack.subList(stack.size() - 3, stack.size());
    }

    /// A thread that runs stands where it stands, and no account of its inner frames is sure; the outer
    /// ones do not move.
    private static int busy(Threads threads, String[] said, List<String> outer, List<String> wrong) {
        ThreadInfo thread = find(threads, said, true, wrong);
        List<String> stack = StackTexts.of(threads, thread);
        String function = stack.size() < 4 ? "" : stack.get(stack.size() - 4);
        if (stack.size() < 4
                || !stack.subList(stack.size() - 3, stack.size()).equals(outer)
                || !function.startsWith(said[1] + ":")
                || stack.stream().anyMatch(frame -> frame.startsWith("!"))) {
            wrong.add(said[1] + "\n    is   " + stack + "\n    said " + outer);
        }
        boolean betweenCalls = thread.activity() == Activity.NATIVE_CODE && thread.waiting() == null;
        if (thread.activity() != Activity.HOLDS_GIL && thread.activity() != Activity.WAITS_FOR_GIL && !betweenCalls) {
            wrong.add(said[1] + " is " + thread.activity() + " " + thread.kernel());
        }
        return 1;
    }

    /// It told its stack some lines before it went to sleep.
    private static int inSubinterpreter(Threads threads, String[] said, List<String> wrong) {
        List<String> stack = StackTexts.of(threads, find(threads, said, false, wrong));
        List<String> expected = List.of(said[4].split(";", -1));
        if (!stack.subList(1, stack.size()).equals(expected.subList(1, expected.size()))
                || !stack.getFirst().startsWith("blocked:")) {
            wrong.add("subinterpreter\n    is   " + stack + "\n    says " + expected);
        }
        return 1;
    }
}
