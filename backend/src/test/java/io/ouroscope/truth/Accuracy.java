package io.ouroscope.truth;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Says how far a snapshot agrees with what the interpreter said of itself.
///
/// Run by hand: `Accuracy CORE TRUTH.tsv[.zst]`, where `tools/truth/population.py` wrote the truth; with `--no-refill`
/// nothing
/// but the core itself is looked at.
final class Accuracy {
    private static final String ROW = "%-52s %8s %6s %6s %6s %5s %5s %5s %6s %5s %9s %6s %6s%n";

    private Accuracy() {}

    public static void main(String[] arguments) throws IOException {
        boolean refill = !List.of(arguments).contains("--no-refill");
        OpenOptions options = refill ? OpenOptions.DEFAULT : OpenOptions.NO_REFILL;
        try (Snapshot snapshot = Snapshot.open(Path.of(arguments[0]), options)) {
            long start = System.nanoTime();
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            System.out.printf(
                    "%s%n%d objects in %d ms%n",
                    analysis.process().detection(),
                    analysis.process().census().size(),
                    (System.nanoTime() - start) / 1_000_000);
            print(Comparison.of(analysis, snapshot.threads(), TruthFile.read(Path.of(arguments[1]))), System.out);
        }
    }

    static void print(Comparison comparison, PrintStream out) {
        out.printf(
                ROW, "type", "true", "missed", "false", "held", "type", "name", "size", "value", "state", "refs",
                "missed", "false");
        for (Map.Entry<String, TypeFigures> each : comparison.byType.entrySet()) {
            if (each.getValue().hasDifferences()) {
                row(each.getKey(), each.getValue(), out);
            }
        }
        TypeFigures total = comparison.total();
        row("all", total, out);
        out.println("Differences");
        kinds(comparison.differences, out);
        out.println("Documented");
        kinds(comparison.documented, out);
        out.printf(
                Locale.ROOT,
                "recall %.5f %% precision %.5f %% type %.5f %% size %.4f %% references recall %.4f %% precision %.4f %%; "
                        + "%d rows absent%n",
                100 * total.recall(),
                100 * total.precision(),
                100 * total.rightType(),
                100 * total.rightSize(),
                100 * total.referenceRecall(),
                100 * total.referencePrecision(),
                comparison.absent);
    }

    private static void kinds(Differences differences, PrintStream out) {
        for (Differences.Kind kind : differences.kinds()) {
            out.printf("  %7d  %s  (%s)%n", kind.count(), kind.name(), String.join(" | ", kind.examples()));
        }
    }

    private static void row(String name, TypeFigures f, PrintStream out) {
        out.printf(
                ROW,
                name,
                f.told,
                f.missed,
                f.falseObjects,
                f.held,
                f.wrongType,
                f.wrongName,
                f.wrongSize,
                f.wrongValue,
                f.wrongState,
                f.references,
                f.missedReferences,
                f.falseReferences);
    }
}
