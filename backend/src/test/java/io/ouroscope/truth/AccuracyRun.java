package io.ouroscope.truth;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.truth.Fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Takes the figures of `docs/accuracy.md`: all fixtures, and all populations on all interpreters present. Takes long,
/// so
/// no build runs it; `tools/accuracy` does. What a figure must be is [FixturesIT]'s to say.
///
/// `-Douroscope.accuracy.populations` is a list of populations, separated by commas, instead of all.
class AccuracyRun {
    private static final Path DOCUMENT = Path.of("..", "docs", "accuracy.md");
    private static final Path PROGRAM = Path.of("..", "tools", "truth", "population.py");
    private static final String BEGIN = "<!-- written by tools/accuracy -->\n";
    private static final String END = "<!-- end -->\n";
    private static final String ALL = "kinds,garbage,threads,subinterpreters,forked,asyncio,stdlib,churn,huge";
    private static final long PATIENCE_MILLIS = 300_000;

    private final StringBuilder rows = new StringBuilder();

    @TempDir
    Path directory;

    @Test
    void takesTheFigures() throws IOException {
        Requirements.needCapture();
        for (Fixture fixture : Fixtures.all()) {
            Path core = fixture.unpacked(directory);
            row(fixture.version(), "fixture", core, fixture.truth(), OpenOptions.NO_REFILL);
            Files.delete(core);
        }
        for (String population :
                System.getProperty("ouroscope.accuracy.populations", ALL).split(",", -1)) {
            for (Interpreter python : Interpreters.withFreeThreaded()) {
                live(python, population);
            }
        }
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(
                DOCUMENT, document.substring(0, from) + table() + document.substring(document.indexOf(END, from)));
    }

    private void live(Interpreter python, String population) throws IOException {
        Path truth = directory.resolve("live.tsv");
        Path core = directory.resolve("live.core");
        List<String> command = List.of(
                python.path().toString(),
                "-u",
                PROGRAM.toAbsolutePath().normalize().toString(),
                population,
                truth.toString());
        try (LivePython live = LivePython.start(command, directory, Map.of())) {
            int pid = Integer.parseInt(live.awaitLine("READY", PATIENCE_MILLIS));
            Capture.capture(new CaptureRequest(pid, core), Progress.NONE);
            row(python.version(), population, core, truth, OpenOptions.DEFAULT);
        } catch (AssertionError | CaptureException failure) {
            note(python.version(), population, String.valueOf(failure.getMessage()));
        } finally {
            Files.deleteIfExists(core);
            Files.deleteIfExists(truth);
        }
    }

    private void note(String version, String population, String problem) {
        String first = problem.lines().findFirst().orElse("").replace("|", "/").replaceAll("/\\S*/", "…/");
        rows.append(String.format(Locale.ROOT, "| %s | %s | not taken: %s | | | | | |%n", version, population, first));
    }

    private void row(String version, String population, Path core, Path truth, OpenOptions options) throws IOException {
        try (Snapshot snapshot = Snapshot.open(core, options)) {
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            TypeFigures total = Comparison.of(analysis, snapshot.threads(), TruthFile.read(truth))
                    .total();
            rows.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %s | %s | %s | %s | %s | %s |%n",
                    version,
                    population,
                    total.told,
                    percent(total.recall(), Limits.GOAL.recall()),
                    percent(total.precision(), Limits.GOAL.precision()),
                    percent(total.rightType(), 1),
                    percent(total.rightSize(), Limits.GOAL.rightSize()),
                    percent(total.referenceRecall(), Limits.GOAL.referenceRecall()),
                    percent(total.referencePrecision(), Limits.GOAL.referencePrecision())));
        }
    }

    /// Never rounded up; bold where the goal is not reached.
    private static String percent(double share, double goal) {
        String text = share == 1 ? "100" : String.format(Locale.ROOT, "%.3f", Math.floor(share * 1e5) / 1e3);
        return share >= goal ? text : "**" + text + "**";
    }

    private String table() {
        return "Taken on " + LocalDate.now(ZoneOffset.UTC) + """
                . Bold: below the goal.

                | version | population | objects | recall % | precision % | type % | size % | references recall % | precision % |
                |---|---|---|---|---|---|---|---|---|
                """ + rows;
    }
}
