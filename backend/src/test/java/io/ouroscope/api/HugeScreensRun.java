package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// How long every GET of the document takes on a huge snapshot, warm: the check `screens` of tools/full-check, which
/// names the snapshot by `-Douroscope.test.core` and reads the table that is written to `ouroscope.test.report`.
///
/// Not a part of the build: times depend on the machine. Questions count by their first answer, which starts the job.
/// The slowest of a hundred say something only where nothing else runs: on a machine with more load than processors
/// the medians are held to the bounds, and the table says so.
@EnabledIfSystemProperty(named = "ouroscope.test.report", matches = ".+")
class HugeScreensRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 5;
    private static final int TIMES = 100;
    private static final double PAGE_MILLIS = 50;
    private static final double FIRST_ROWS_MILLIS = 300;

    @TempDir
    private Path directory;

    private record Row(String request, boolean asks, double median, double p99) {

        boolean isSlow() {
            return p99 > bound();
        }

        boolean isUsuallySlow() {
            return median > bound();
        }

        private double bound() {
            return asks ? FIRST_ROWS_MILLIS : PAGE_MILLIS;
        }
    }

    @Test
    void everyPageOfTheApiIsThereWithin50Milliseconds() throws Exception {
        Path core = Path.of(System.getProperty("ouroscope.test.core"));
        var store = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        var rows = new ArrayList<Row>();
        double loadBefore = load();
        try (var workspace = new Workspace(store, List.of(core));
                Server server = Server.start(workspace, 0, List.of())) {
            var http = new RawHttp(server.port());
            while (workspace.snapshots().getFirst().stored().id() == null) {
                Thread.sleep(50);
            }
            String id = workspace.snapshots().getFirst().stored().id();
            String job = JSON.readTree(http.get("/api/s/" + id + "/overview").body())
                    .path("jobId")
                    .asText();
            http.get("/api/jobs/" + job + "/events");
            var samples = new ApiSamples(http, id, job);
            for (Map.Entry<String, JsonNode> path :
                    samples.document().get("paths").properties()) {
                JsonNode operation = path.getValue().path("get");
                // Downloads and events are as long as their snapshot or job.
                if (operation
                        .at("/responses/200/content/application~1json/schema")
                        .isMissingNode()) {
                    continue;
                }
                for (Map.Entry<String, List<String>> each :
                        samples.requests(path.getKey(), operation).entrySet()) {
                    for (String request : each.getValue()) {
                        if (http.get(request).status() == 200) {
                            rows.add(measured(request, http));
                        }
                    }
                }
            }
        }
        boolean loaded = loadBefore > Runtime.getRuntime().availableProcessors();
        String judged = "The load average was %.1f before and %.1f after; judged were the %s.%n"
                .formatted(loadBefore, load(), loaded ? "medians only" : "p99");
        Files.writeString(Path.of(System.getProperty("ouroscope.test.report")), table(rows) + judged);
        assertThat(rows).isNotEmpty();
        assertThat(rows.stream().filter(loaded ? Row::isUsuallySlow : Row::isSlow))
                .isEmpty();
    }

    /// Of other programs before, with ours after.
    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static Row measured(String request, RawHttp http) throws IOException {
        boolean asks = JSON.readTree(http.get(request).body()).has("search");
        for (int i = 0; i < WARM_UP; i++) {
            http.get(request);
        }
        var millis = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            http.get(request);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return new Row(
                request.replaceAll("/[0-9a-f]{64}", "/{id}").replaceAll("0x[0-9a-f]+", "{address}"),
                asks,
                millis[TIMES / 2],
                millis[TIMES * 99 / 100]);
    }

    private static String table(List<Row> rows) {
        var table = new StringBuilder("| request | median | p99 |\n|---|---:|---:|\n");
        rows.stream()
                .sorted((a, b) -> Double.compare(b.p99(), a.p99()))
                .limit(25)
                .forEach(row -> table.append("| `%s` | %.1f ms | %.1f ms%s |%n"
                        .formatted(row.request(), row.median(), row.p99(), row.isSlow() ? " **slow**" : "")));
        return table.append("\n%d requests were measured, %d times each; the slowest are shown.%n"
                        .formatted(rows.size(), TIMES))
                .toString();
    }
}
