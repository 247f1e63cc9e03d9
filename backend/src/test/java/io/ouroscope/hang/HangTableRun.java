package io.ouroscope.hang;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs all programs of `tools/hang` on all interpreters present and writes `docs/verdicts.md`. Takes half an hour,
/// so no build runs it; `tools/full-check hangs` does. Fails if anything that was said is wrong.
///
/// `-Douroscope.hang.minors=8,13t` takes those versions; `-Douroscope.hang.only=thread_locks` those programs whose name
/// has this in it, and then leaves the document alone.
class HangTableRun {
    private static final String ONLY = System.getProperty("ouroscope.hang.only", "");
    private static final String MINORS = System.getProperty("ouroscope.hang.minors", "");

    private static final int AT_ONCE = Integer.getInteger("ouroscope.hang.atOnce", 3);

    private final StringBuilder table = new StringBuilder();
    private final StringBuilder wrong = new StringBuilder();
    private int runs;
    private int right;

    @TempDir
    Path folder;

    @Test
    void whatIsSaidOfEveryProgramIsTrue() throws Exception {
        Requirements.needCapture();
        List<HangProgram> programs = HangProgram.all().stream()
                .filter(program -> program.toString().contains(ONLY))
                .toList();
        List<Interpreter> interpreters =
                Interpreters.withFreeThreaded().stream().filter(minorWanted()).toList();
        assertThat(programs).as("programs called like %s", ONLY).isNotEmpty();
        assertThat(interpreters).as("interpreters of the minors %s", MINORS).isNotEmpty();
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            String file = "";
            for (var each : begin(pool, programs, interpreters).entrySet()) {
                HangProgram program = each.getKey();
                if (!program.file().equals(file)) {
                    file = program.file();
                    heading(file, interpreters);
                }
                // What is left out is too old, so comes first.
                table.append(start(program))
                        .append(" |"
                                .repeat(interpreters.size() - each.getValue().size()));
                row(each.getValue());
            }
        }
        if (ONLY.isEmpty()) {
            write();
        }
        assertThat(wrong.toString()).isEmpty();
    }

    private static Predicate<Interpreter> minorWanted() {
        List<String> minors = List.of(MINORS.split(",", -1));
        return interpreter ->
                MINORS.isEmpty() || minors.contains(interpreter.minor() + (interpreter.freeThreaded() ? "t" : ""));
    }

    private void heading(String file, List<Interpreter> interpreters) {
        table.append("\n### ")
                .append(file)
                .append("\n\n")
                .append(HangProgram.docstring(file))
                .append("\n\n");
        table.append("| program | why | to be said |");
        interpreters.forEach(
                interpreter -> table.append(' ').append(interpreter.version()).append(" |"));
        table.append(" at most |\n")
                .append("|---".repeat(interpreters.size() + 4))
                .append("|\n");
    }

    private static String start(HangProgram program) {
        return "| `" + program.name() + "` | " + program.why() + " | " + toBeSaid(program) + " |";
    }

    /// The kinds; of several hangs each kind once, in the table's order.
    private static String toBeSaid(HangProgram program) {
        return program.each().stream().map(Expected::words).distinct().collect(Collectors.joining(", "));
    }

    private void row(List<Future<HangRun>> all) throws InterruptedException, ExecutionException {
        long slowestMillis = 0;
        for (Future<HangRun> each : all) {
            HangRun run = each.get();
            if (run.isMissing()) {
                table.append(' ').append(run.problem()).append(" |");
                continue;
            }
            slowestMillis = Math.max(slowestMillis, run.elapsedMillis());
            runs++;
            if (run.isRight()) {
                right++;
            } else {
                wrong.append(run.report());
            }
            // Seen while it goes on: this takes an hour.
            System.err.println(
                    run.isRight() ? "right " + run.program() + " " + run.summary() : "WRONG " + run.report());
            table.append(' ').append(cell(run)).append(" |");
        }
        table.append(String.format(Locale.ROOT, " %.1f s |%n", slowestMillis / 1000.0));
    }

    /// All runs, a few at a time, since much of a run is waiting.
    private Map<HangProgram, List<Future<HangRun>>> begin(
            ExecutorService pool, List<HangProgram> programs, List<Interpreter> interpreters) throws IOException {
        var runs = new LinkedHashMap<HangProgram, List<Future<HangRun>>>();
        for (HangProgram program : programs) {
            var own = new ArrayList<Future<HangRun>>();
            for (Interpreter interpreter : interpreters) {
                if (interpreter.minor() >= program.sinceMinor()) {
                    Path place = Files.createTempDirectory(folder, "run");
                    own.add(pool.submit(() -> HangRun.of(program, interpreter, place)));
                }
            }
            runs.put(program, own);
        }
        return runs;
    }

    /// A right answer is its kind's certainty, a wrong one is in bold.
    private static String cell(HangRun run) {
        if (!run.problem().isEmpty()) {
            return "**not taken**";
        }
        String kind = run.verdicts().isEmpty()
                ? "none"
                : run.verdicts().getFirst().kind().word();
        String certainty = run.verdicts().isEmpty()
                ? ""
                : run.verdicts().getFirst().certainty().word();
        String text = run.program().first().kinds().size() > 1 || !run.isRight()
                ? (kind + " " + certainty).strip()
                : certainty;
        return run.isRight() ? text : "**" + text + "**";
    }

    private void write() throws IOException {
        String text = VerdictsDocument.taken() + ": " + right + " of " + runs
                + " runs got the right verdict. Bold: wrong, or not taken. Time: from opening the snapshot to the"
                + " verdicts, the slowest of the interpreters.\n" + table;
        if (!wrong.isEmpty()) {
            text += "\n### What was wrong\n\n```\n" + wrong.toString().replaceAll("/\\S*/tools/", "tools/") + "```\n";
        }
        VerdictsDocument.write("hangs", text);
    }
}
