package io.ouroscope.api;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.TypeHistogram;
import io.ouroscope.analysis.hang.HangReport;
import io.ouroscope.analysis.hang.Verdict;
import io.ouroscope.analysis.hang.VerdictKind;
import io.ouroscope.analysis.tasks.Counts;
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
    private static final int VERDICTS_TOLD = 2;
    /// More than a program has at work without keeping them.
    private static final int MANY_FUTURES = 1_000;

    private final List<Wire.Finding> findings = new ArrayList<>();

    private Diagnosis() {}

    static List<Wire.Finding> of(Snapshot snapshot, Analysis analysis, HangReport hang) {
        var diagnosis = new Diagnosis();
        diagnosis.verdicts(hang);
        diagnosis.kept(analysis.tasks().counts(), analysis.types());
        diagnosis.reading(snapshot, analysis.process().detection());
        return diagnosis.findings;
    }

    private void verdicts(HangReport hang) {
        List<Verdict> all = hang.verdicts();
        for (int index = 0; index < Math.min(all.size(), VERDICTS_TOLD); index++) {
            Verdict verdict = all.get(index);
            if (index > 0 && !verdict.kind().isProblem()) {
                break;
            }
            String path = index == 0 ? "/hang" : "/hang?verdict=" + index;
            String label = !verdict.kind().isProblem()
                    ? "Show who waits for what"
                    : index == 0 ? "Show the proof" : "Show its proof";
            findings.add(new Wire.Finding(
                    severity(verdict.kind()),
                    verdict.sentence(),
                    verdict.certainty().word(),
                    new Wire.Action(label, path)));
        }
        int more = hang.verdictCount() - VERDICTS_TOLD;
        if (more > 0 && hang.first().kind().isProblem()) {
            String text = more == 1 ? "1 more verdict." : number(more) + " more verdicts.";
            add(severity(all.get(VERDICTS_TOLD).kind()), text, "Show all", "/hang?verdict=" + VERDICTS_TOLD);
        }
    }

    private static String severity(VerdictKind kind) {
        return switch (kind) {
            case NONE, WAITING -> "ok";
            case WAITING_FOR_PEER, CPU_BOUND -> "info";
            case BLOCKED_LOOP, GIL_HELD_IN_C -> "warn";
            default -> "bad";
        };
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
        findings.add(new Wire.Finding(severity, text, null, null));
    }

    private void add(String severity, String text, String label, String path) {
        findings.add(new Wire.Finding(severity, text, null, new Wire.Action(label, path)));
    }

    private static String tasks(int number) {
        return number == 1 ? "1 task is" : number(number) + " tasks are";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
