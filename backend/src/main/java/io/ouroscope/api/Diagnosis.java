package io.ouroscope.api;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.TypeHistogram;
import io.ouroscope.analysis.tasks.Counts;
import io.ouroscope.analysis.tasks.Cycle;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.progress.ByteCount;
import io.ouroscope.python.discovery.Detection;
import io.ouroscope.snapshot.Hole;
import io.ouroscope.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Two or three sentences on what is wrong, the worst first, each with where to look.
final class Diagnosis {
    private static final int CYCLES_TOLD = 2;
    /// More than a program has at work without keeping them.
    private static final int MANY_FUTURES = 1_000;

    private final List<Wire.Finding> findings = new ArrayList<>();

    private Diagnosis() {}

    static List<Wire.Finding> of(Snapshot snapshot, Analysis analysis) {
        var diagnosis = new Diagnosis();
        TaskGraph tasks = analysis.tasks();
        diagnosis.cycles(tasks);
        diagnosis.kept(tasks.counts(), analysis.types());
        diagnosis.waiting(tasks);
        diagnosis.reading(snapshot, analysis.process().detection());
        return diagnosis.findings;
    }

    private void cycles(TaskGraph tasks) {
        int count = tasks.cycleCount();
        for (int index = 0; index < Math.min(count, CYCLES_TOLD); index++) {
            Cycle cycle = tasks.cycle(index);
            int behind = cycle.behind().total();
            String more = behind == 0
                    ? ""
                    : behind == 1 ? " 1 more waits behind them." : " " + number(behind) + " more wait behind them.";
            add("bad", cycle.sentence() + more, "Show the cycle", "/tasks/cycle/" + index);
        }
        if (count > CYCLES_TOLD) {
            add(
                    "bad",
                    number(count - CYCLES_TOLD) + " more groups of tasks wait for each other.",
                    "Show the tasks",
                    "/tasks");
        }
    }

    /// Many futures beside few tasks: something collects them.
    private void kept(Counts counts, TypeHistogram types) {
        int waiting = counts.pending() + counts.running();
        if (counts.futures() < MANY_FUTURES || counts.futures() < 10L * waiting) {
            return;
        }
        String text = number(counts.futures()) + " futures are kept in memory, while " + tasks(waiting)
                + " unfinished: something collects them.";
        types.rows().stream()
                .filter(row -> row.type().isSubtypeOf("_asyncio.Future")
                        || row.type().qualname().equals("Future"))
                .max(Comparator.comparingInt(TypeHistogram.Row::count))
                .ifPresentOrElse(
                        row -> add(
                                "warn",
                                text,
                                "Show the futures",
                                "/objects?type=" + Parameters.hex(row.type().address())),
                        () -> add("warn", text));
    }

    private void waiting(TaskGraph tasks) {
        Counts counts = tasks.counts();
        int waiting = counts.pending() + counts.running();
        if (counts.tasks() == 0) {
            add("info", "There are no asyncio tasks in this process.", "Show the types", "/types");
        } else if (tasks.cycleCount() == 0) {
            add(
                    "ok",
                    tasks(waiting) + " unfinished, and none of them wait for each other in a circle.",
                    "Show the tasks",
                    "/tasks");
        }
    }

    private void reading(Snapshot snapshot, Detection detection) {
        long missing = OverviewApi.missing(snapshot).stream()
                .mapToLong(Hole::sizeBytes)
                .sum();
        if (missing > 0) {
            add(
                    "info",
                    ByteCount.text(missing)
                            + " of the process's memory are not in this snapshot; what was there is not counted.");
        }
        snapshot.problems().forEach(problem -> add("warn", problem));
        detection.doubt().ifPresent(doubt -> add("warn", doubt));
    }

    private void add(String severity, String text) {
        findings.add(new Wire.Finding(severity, text, null));
    }

    private void add(String severity, String text, String label, String path) {
        findings.add(new Wire.Finding(severity, text, new Wire.Action(label, path)));
    }

    private static String tasks(int number) {
        return number == 1 ? "1 task is" : number(number) + " tasks are";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
