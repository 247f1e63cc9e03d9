package io.ouroscope.truth;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Judges a census by the log of the allocator hook: which objects reported in a state begin a block that was freed.
///
/// Run by hand: `PrecisionReport CORE BLOCKS.log [OUTPUT]`, see `tools/truth/churn.py` for the process.
final class PrecisionReport {
    private static final int EXAMPLES = 6;

    /// How many objects of each state the log says what of.
    final Map<ObjectState, Map<BlockLog.Verdict, Integer>> counts = new EnumMap<>(ObjectState.class);

    private final Map<String, Integer> falseByType = new TreeMap<>();
    private final StringBuilder examples = new StringBuilder();

    private PrecisionReport(Analysis analysis, BlockLog log) {
        Heap heap = analysis.process().heap();
        Census census = analysis.process().census();
        int shown = 0;
        for (int node = 0; node < census.size(); node++) {
            PyType type = census.type(node);
            ObjectState state = analysis.state(node);
            long block = census.address(node) - heap.bytesBefore(census.address(node), type);
            BlockLog.Verdict verdict = log.verdict(block);
            counts.computeIfAbsent(state, key -> new EnumMap<>(BlockLog.Verdict.class))
                    .merge(verdict, 1, Integer::sum);
            boolean wrong = state == ObjectState.FREED
                    ? verdict == BlockLog.Verdict.ALLOCATED
                    : verdict == BlockLog.Verdict.FREED || verdict == BlockLog.Verdict.INSIDE;
            if (wrong) {
                falseByType.merge(state + " " + verdict + " " + type.name(), 1, Integer::sum);
                if (state == ObjectState.LIVE && shown++ < EXAMPLES) {
                    examples.append(String.format(
                            "  %s at %x is %s, its block is %s, count %d%n",
                            type.name(),
                            census.address(node),
                            state,
                            verdict,
                            heap.referenceCount(census.address(node))));
                }
            }
        }
    }

    static PrecisionReport of(Analysis analysis, BlockLog log) {
        return new PrecisionReport(analysis, log);
    }

    /// How many objects of this state the log knows the blocks of.
    int judged(ObjectState state) {
        Map<BlockLog.Verdict, Integer> count = counts.getOrDefault(state, Map.of());
        return count.values().stream().mapToInt(Integer::intValue).sum()
                - count.getOrDefault(BlockLog.Verdict.UNKNOWN, 0);
    }

    /// Of the objects of this state of whose blocks the log knows, the share that begins an allocated one.
    double precision(ObjectState state) {
        Map<BlockLog.Verdict, Integer> count = counts.getOrDefault(state, Map.of());
        int right = count.getOrDefault(BlockLog.Verdict.ALLOCATED, 0);
        int wrong = count.getOrDefault(BlockLog.Verdict.FREED, 0) + count.getOrDefault(BlockLog.Verdict.INSIDE, 0);
        return right + wrong == 0 ? 1 : (double) right / (right + wrong);
    }

    @Override
    public String toString() {
        return counts + "\nprecision of live " + precision(ObjectState.LIVE) + ", of garbage "
                + precision(ObjectState.GARBAGE) + "\n" + falseByType + "\n" + examples;
    }

    /// States of the objects that lines `WORD address` of the program's output name.
    static Map<String, Integer> states(Analysis analysis, List<String> lines, String word) {
        var states = new TreeMap<String, Integer>();
        for (String line : lines) {
            if (line.startsWith(word + " ")) {
                int node = analysis.process().census().node(Long.decode(line.substring(word.length() + 1)));
                String state = node < 0 ? "MISSED" : analysis.state(node).toString();
                String type =
                        node < 0 ? "" : analysis.process().census().type(node).name();
                states.merge(
                        state.equals("LIVE") || state.equals("GARBAGE") ? state : state + " " + type, 1, Integer::sum);
            }
        }
        return states;
    }

    public static void main(String[] arguments) throws IOException {
        try (Snapshot snapshot = Snapshot.open(Path.of(arguments[0]))) {
            long start = System.nanoTime();
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            System.out.printf(
                    "%s, %d objects in %d ms%n",
                    analysis.process().detection().version(),
                    analysis.process().census().size(),
                    (System.nanoTime() - start) / 1_000_000);
            if (arguments.length > 1) {
                System.out.println(of(analysis, BlockLog.read(Path.of(arguments[1]))));
            }
            if (arguments.length > 2) {
                List<String> lines = Files.readAllLines(Path.of(arguments[2]));
                System.out.println("kept: " + states(analysis, lines, "KEPT"));
                System.out.println("garbage: " + states(analysis, lines, "GARBAGE"));
            }
        }
    }
}
