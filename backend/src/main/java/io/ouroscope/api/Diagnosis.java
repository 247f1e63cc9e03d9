package io.ouroscope.api;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.tasks.Counts;
import io.ouroscope.analysis.tasks.Cycle;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.python.discovery.Detection;
import io.ouroscope.snapshot.Hole;
import io.ouroscope.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Two or three sentences on what is wrong, the worst first, each with where to look.
final class Diagnosis {
    private static final int CYCLES_TOLD = 2;
    /// So many finished tasks and futures are more than a program keeps on purpose.
    private static final int MANY_FINISHED = 1_000;

    private final List<Wire.Finding> findings = new ArrayList<>();

    private Diagnosis() {}

    static List<Wire.Finding> of(Snapshot snapshot, Analysis analysis) {
        var diagnosis = new Diagnosis();
        TaskGraph tasks = analysis.tasks();
        diagnosis.cycles(tasks);
        diagnosis.finished(tasks.counts());
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

    private void finished(Counts counts) {
        int finished = counts.done() + counts.cancelled() + counts.futures();
        int waiting = counts.pending() + counts.running();
        if (finished >= MANY_FINISHED && finished > 10L * waiting) {
            add(
                    "warn",
                    number(finished) + " tasks and futures are in memory, but only " + number(waiting)
                            + " tasks are still at work: something keeps the others.",
                    "Show the types",
                    "/types?filter=_asyncio");
        }
    }

    private void waiting(TaskGraph tasks) {
        Counts counts = tasks.counts();
        int waiting = counts.pending() + counts.running();
        if (counts.tasks() == 0) {
            add("info", "There are no asyncio tasks in this process.", "Show the types", "/types");
        } else if (tasks.cycleCount() == 0) {
            String who = waiting == 1 ? "1 task is" : number(waiting) + " tasks are";
            add(
                    "ok",
                    who + " unfinished, and none of them wait for each other in a circle.",
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
                    bytes(missing)
                            + " of the process's memory are not in this snapshot; what was there is not counted.");
        }
        snapshot.problems().forEach(problem -> add("warn", problem));
        if (detection.confidence() == Detection.Confidence.GUESSED) {
            add(
                    "warn",
                    "The Python version was guessed from the shape of its objects: CPython " + detection.version()
                            + ". What is shown may be wrong.");
        }
    }

    private void add(String severity, String text) {
        findings.add(new Wire.Finding(severity, text, null));
    }

    private void add(String severity, String text, String label, String path) {
        findings.add(new Wire.Finding(severity, text, new Wire.Action(label, path)));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String bytes(long bytes) {
        return bytes < 1 << 20 ? number(Math.max(1, bytes >> 10)) + " KB" : number(bytes >> 20) + " MB";
    }
}
