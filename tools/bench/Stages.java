import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long each stage of an analysis takes: `java -cp backend/target/ouroscope.jar tools/bench/Stages.java CORE
/// [ROUNDS]` prints the median of the rounds after the first, and the heap that is left in use.
final class Stages implements Progress {
    private final Map<String, List<Long>> nanos;
    private String stage = "";
    private long since = System.nanoTime();

    private Stages(Map<String, List<Long>> nanos) {
        this.nanos = nanos;
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        var nanos = new LinkedHashMap<String, List<Long>>();
        for (int round = 0; round <= rounds; round++) {
            if (round == 1) {
                nanos.clear();
            }
            try (Snapshot snapshot = Snapshot.open(Path.of(arguments[0]))) {
                long start = System.nanoTime();
                var stages = new Stages(nanos);
                Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, stages);
                stages.stage("", 0);
                nanos.computeIfAbsent("all", all -> new ArrayList<>()).add(System.nanoTime() - start);
                if (round == rounds) {
                    report(nanos, analysis);
                }
            }
        }
    }

    private static void report(Map<String, List<Long>> nanos, Analysis analysis) {
        nanos.forEach((stage, times) -> {
            times.sort(null);
            System.out.printf("%8.0f ms  %s%n", times.get(times.size() / 2) / 1e6, stage);
        });
        System.gc();
        var runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        int objects = analysis.process().census().size();
        System.out.printf(
                "%d objects, %d references, %d MiB of heap in use, %d bytes per object%n",
                objects, analysis.references().edgeCount(), used >> 20, used / Math.max(1, objects));
    }

    @Override
    public void stage(String name, long totalUnits) {
        long now = System.nanoTime();
        if (!stage.isEmpty()) {
            nanos.computeIfAbsent(stage, each -> new ArrayList<>()).add(now - since);
        }
        stage = name;
        since = now;
    }

    @Override
    public void done(long units) {}

    @Override
    public boolean isCancelled() {
        return false;
    }
}
