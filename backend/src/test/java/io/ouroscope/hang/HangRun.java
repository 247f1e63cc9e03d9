package io.ouroscope.hang;

import io.ouroscope.analysis.hang.Verdict;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Steady;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What was said of one program, run with one interpreter until it hung.
///
/// @param faults what is wrong with it; empty when all is right
/// @param problem why nothing was said, else empty
/// @param elapsedMillis from opening the snapshot to the verdicts
record HangRun(
        HangProgram program,
        Interpreter interpreter,
        List<Verdict> verdicts,
        List<String> faults,
        String problem,
        long elapsedMillis) {
    /// 100,000 tasks on a busy machine.
    private static final long PATIENCE_MILLIS = 120_000;

    /// What a program ends with where a library is missing.
    private static final String NEEDS = "needs ";

    private static final int MEMBERS_TOLD = 6;

    static HangRun of(HangProgram program, Interpreter interpreter, Path folder) throws IOException {
        Path core = folder.resolve("core");
        Files.deleteIfExists(core);
        try {
            capture(program, interpreter, folder, core);
            long start = System.nanoTime();
            var store = new SnapshotStore(folder, folder.resolve("cache"));
            try (AnalysedSnapshot snapshot = AnalysedSnapshot.ofTemporary(store, core, Progress.NONE)) {
                List<Verdict> verdicts = snapshot.hang().report().verdicts();
                long elapsedMillis = (System.nanoTime() - start) / 1_000_000;
                return new HangRun(
                        program, interpreter, verdicts, Judgement.faults(program, verdicts), "", elapsedMillis);
            }
        } catch (CaptureException | AssertionError failed) {
            String message = String.valueOf(failed.getMessage());
            String problem = message.lines()
                    .map(line -> line.substring(line.lastIndexOf(": ") + 1).strip())
                    .filter(line -> line.startsWith(NEEDS))
                    .findFirst()
                    .orElse(message);
            return new HangRun(program, interpreter, List.of(), List.of(), problem, 0);
        } finally {
            Files.deleteIfExists(core);
        }
    }

    private static void capture(HangProgram program, Interpreter interpreter, Path folder, Path core)
            throws IOException, CaptureException {
        List<String> command = List.of(
                interpreter.path().toString(),
                "-B",
                HangProgram.FOLDER
                        .resolve(program.file() + ".py")
                        .toAbsolutePath()
                        .normalize()
                        .toString(),
                program.name());
        try (LivePython python = LivePython.start(command, folder, Map.of())) {
            String child = python.awaitLine("ready", PATIENCE_MILLIS);
            int pid = child.isEmpty() ? python.pid() : Integer.parseInt(child);
            if (!program.busy()) {
                Steady.await(pid);
            }
            Capture.capture(new CaptureRequest(pid, core), Progress.NONE);
        }
    }

    /// Whether the program itself says that a library is missing here.
    boolean isMissing() {
        return problem.startsWith(NEEDS);
    }

    boolean isRight() {
        return faults.isEmpty() && problem.isEmpty();
    }

    /// One line: what was said, or why nothing was.
    String summary() {
        if (!problem.isEmpty()) {
            return "not taken: " + problem.lines().findFirst().orElse("");
        }
        if (verdicts.isEmpty()) {
            return "none";
        }
        Verdict first = verdicts.getFirst();
        return first.kind().word() + " (" + first.certainty().word() + "): " + first.sentence();
    }

    /// All that was said, for who mends it.
    String report() {
        var text = new StringBuilder(program + " on " + interpreter.version() + ": " + summary() + "\n");
        faults.forEach(fault -> text.append("  fault: ").append(fault).append('\n'));
        verdicts.forEach(verdict -> text.append(report(verdict)));
        return text.toString();
    }

    static String report(Verdict verdict) {
        var text = new StringBuilder("  ").append(verdict.kind().word()).append(" (");
        text.append(verdict.certainty().word())
                .append("): ")
                .append(verdict.sentence())
                .append('\n');
        verdict.reasons().forEach(reason -> text.append("    ").append(reason).append('\n'));
        for (Member member : verdict.members().stream().limit(MEMBERS_TOLD).toList()) {
            text.append("    ").append(member.kind().word()).append(" '").append(member.name());
            text.append("' ")
                    .append(member.function())
                    .append(' ')
                    .append(member.place().file());
            text.append(':')
                    .append(member.place().line())
                    .append(' ')
                    .append(member.detail())
                    .append('\n');
        }
        return text.append("    behind ")
                .append(verdict.behind().total())
                .append('\n')
                .toString();
    }
}
