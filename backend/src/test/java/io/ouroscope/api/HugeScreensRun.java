package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.testing.HugeServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// How long every GET of the document takes on huge snapshots, warm: a part of the check `screens` of tools/full-check.
///
/// Questions count by their first answer, which a hundred times is one that is known already; [HugeQuestionsRun] asks
/// new ones. The slowest of a hundred say something only where nothing else runs: on a machine with more load than
/// processors the medians are held to the bounds, and the table says so.
@EnabledIfSystemProperty(named = "ouroscope.test.report", matches = ".+")
class HugeScreensRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 5;
    private static final int TIMES = 100;
    private static final int SHOWN = 25;
    private static final double PAGE_MILLIS = 50;
    private static final double FIRST_ROWS_MILLIS = 300;

    @TempDir
    private Path directory;

    private record Row(String request, String snapshot, boolean asks, double median, double p99) {

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
        var rows = new ArrayList<Row>();
        var left = new TreeSet<String>();
        boolean loaded;
        try (var huge = new HugeServer(directory)) {
            loaded = huge.wasLoaded();
            var http = new RawHttp(huge.port());
            String job = huge.get("/api/s/" + huge.objects() + "/strings/lengths")
                    .at("/search/job")
                    .asText();
            for (String snapshot : List.of(huge.objects(), huge.tasks())) {
                String name = snapshot.equals(huge.objects()) ? "objects" : "tasks";
                var samples = new ApiSamples(http, snapshot, job);
                for (Map.Entry<String, JsonNode> path :
                        samples.document().get("paths").properties()) {
                    JsonNode operation = path.getValue().path("get");
                    // Downloads and events are as long as their snapshot or job.
                    if (operation
                            .at("/responses/200/content/application~1json/schema")
                            .isMissingNode()) {
                        continue;
                    }
                    left.add(path.getKey());
                    measure(samples.requests(path.getKey(), operation), name, http, rows);
                }
            }
            for (Row row : rows) {
                left.removeIf(template -> matches(template, row.request()));
            }
            huge.report("1-pages", table(rows), loaded ? "the medians only" : "p99");
        }
        assertThat(left)
                .as("paths of the document that no request got an answer of")
                .isEmpty();
        assertThat(rows.stream().filter(loaded ? Row::isUsuallySlow : Row::isSlow))
                .isEmpty();
    }

    private static boolean matches(String template, String request) {
        String path = request.replaceAll("\\?.*", "");
        return path.equals(template) || Pattern.matches(template.replaceAll("\\{\\w+}", "[^/]+"), path);
    }

    private static void measure(Map<String, List<String>> requests, String snapshot, RawHttp http, List<Row> rows)
            throws IOException {
        for (List<String> each : requests.values()) {
            for (String request : each) {
                if (http.get(request).status() == 200) {
                    rows.add(measured(request, snapshot, http));
                }
            }
        }
    }

    private static Row measured(String request, String snapshot, RawHttp http) throws IOException {
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
                snapshot,
                asks,
                millis[TIMES / 2],
                millis[TIMES * 99 / 100]);
    }

    private static String table(List<Row> rows) {
        var table = new StringBuilder("""
                ## Pages of the API, warm: at most 50 ms, a question's first answer 300 ms

                | request | snapshot | median | p99 |
                |---|---|---:|---:|
                """);
        rows.stream()
                .sorted((a, b) -> Double.compare(b.p99(), a.p99()))
                .limit(SHOWN)
                .forEach(row -> table.append("| `%s` | %s | %.1f ms | %.1f ms%s |%n"
                        .formatted(
                                row.request(),
                                row.snapshot(),
                                row.median(),
                                row.p99(),
                                row.isSlow() ? " **slow**" : row.asks() ? ", a question" : "")));
        return table.append("%n%d requests were measured, %d times each; the slowest are shown.%n"
                        .formatted(rows.size(), TIMES))
                .toString();
    }
}
