package io.ouroscope.analysis.paths;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.progress.Progress;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// From objects to their paths and back: every path must name its object again.
final class RoundTrip {
    /// Paths that named something else, a line each.
    final List<String> failures = new ArrayList<>();
    /// How many objects of each kind of root have a path that is Python from its beginning.
    final Map<ObjectPath.Kind, Integer> python = new EnumMap<>(ObjectPath.Kind.class);
    /// The same of paths that begin with an address.
    final Map<ObjectPath.Kind, Integer> addresses = new EnumMap<>(ObjectPath.Kind.class);
    /// Steps without an expression, by what they say.
    final Map<String, Integer> words = new TreeMap<>();
    int tried;

    private final PathFinder finder;
    private final PathEvaluator evaluator;

    private RoundTrip(Analysis analysis) {
        finder = new PathFinder(analysis);
        evaluator = new PathEvaluator(analysis);
    }

    /// Tries every `stride`-th object that is alive.
    static RoundTrip of(Analysis analysis, int stride) {
        var trip = new RoundTrip(analysis);
        var census = analysis.process().census();
        for (int node = 0; node < census.size(); node += stride) {
            if (analysis.state(node) == ObjectState.LIVE) {
                trip.tryObject(census.address(node), census.type(node).name());
            }
        }
        return trip;
    }

    private void tryObject(long object, String type) {
        tried++;
        ObjectPath path = finder.find(object);
        Evaluation back = evaluator.evaluate(path.expression());
        if (!(back instanceof Evaluation.Found found) || found.object() != object) {
            failures.add(type + " at 0x" + Long.toHexString(object) + ": " + path.expression() + " is " + back);
        }
        (path.python() ? python : addresses).merge(path.kind(), 1, Integer::sum);
        for (ObjectPath.Step step : path.steps()) {
            if (!step.python() && !step.text().isEmpty()) {
                words.merge(step.text().replaceAll("\\d+", "N"), 1, Integer::sum);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (AnalysedSnapshot snapshot =
                AnalysedSnapshot.of(SnapshotStore.of(null), Path.of(arguments[0]), Progress.NONE)) {
            Analysis analysis = snapshot.analysis();
            long start = System.nanoTime();
            RoundTrip trip = of(analysis, Integer.parseInt(arguments[1]));
            System.out.println(trip.tried + " objects, "
                    + (System.nanoTime() - start) / Math.max(1, trip.tried) / 1000 + " µs each; "
                    + trip.failures.size() + " failures; python " + trip.python + "; addresses " + trip.addresses);
            trip.failures.stream().limit(20).forEach(System.out::println);
            trip.words.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .limit(40)
                    .forEach(System.out::println);
            var finder = new PathFinder(analysis);
            var census = analysis.process().census();
            for (int node = 7; node < census.size(); node += Math.max(1, census.size() / 60)) {
                ObjectPath path = finder.find(census.address(node));
                System.out.println(census.type(node).name() + "  " + path.root() + "  " + path.expression());
            }
        }
    }
}
