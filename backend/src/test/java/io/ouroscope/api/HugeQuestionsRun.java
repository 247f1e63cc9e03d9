package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import io.ouroscope.testing.HugeServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// What is asked for the first time on a huge snapshot: how soon a question over the whole heap has first rows or says
/// how far it is, how soon it ends when it is cancelled, and how long pages of objects take that nobody looked at
/// before. A part of the check `screens` of tools/full-check.
@EnabledIfSystemProperty(named = "ouroscope.test.report", matches = ".+")
class HugeQuestionsRun {
    private static final double FIRST_ROWS_MILLIS = 300;
    private static final double CANCELLED_MILLIS = 500;
    private static final int EACH = 12;
    private static final long REST_MILLIS = 500;

    @TempDir
    private Path directory;

    /// All that was asked in one way.
    private record Asked(String question, List<Double> firstMillis, List<Double> cancelMillis) {
        Asked(String question) {
            this(question, new ArrayList<>(), new ArrayList<>());
        }

        double first(boolean median) {
            return at(firstMillis, median);
        }

        double cancel(boolean median) {
            return at(cancelMillis, median);
        }

        private static double at(List<Double> millis, boolean median) {
            double[] sorted =
                    millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return sorted.length == 0 ? 0 : sorted[median ? sorted.length / 2 : sorted.length - 1];
        }
    }

    @Test
    void newQuestionsAnswerWithin300MillisecondsAndEndWhenTheyAreCancelled() throws Exception {
        var all = new ArrayList<Asked>();
        boolean loaded;
        double busyAfter;
        try (var huge = new HugeServer(directory)) {
            loaded = huge.wasLoaded();
            String api = "/api/s/" + huge.objects();
            for (Map.Entry<String, List<String>> each : requests(huge, api).entrySet()) {
                var asked = new Asked(each.getKey());
                for (String request : each.getValue()) {
                    ask(request, huge, asked);
                }
                all.add(asked);
            }
            busyAfter = busyAfterCancelling(huge, api);
            huge.report("2-questions", table(all, busyAfter), loaded ? "the medians only" : "the slowest");
        }
        assertThat(all).isNotEmpty();
        assertThat(all.stream().filter(each -> each.first(loaded) > FIRST_ROWS_MILLIS))
                .as("slow first answers")
                .isEmpty();
        assertThat(all.stream().filter(each -> each.cancel(loaded) > CANCELLED_MILLIS))
                .as("slow to end when cancelled")
                .isEmpty();
        assertThat(busyAfter).as("processors busy after a search was cancelled").isLessThan(0.5);
    }

    /// Requests of each kind, all of them with parameters that no other has.
    private static Map<String, List<String>> requests(HugeServer huge, String api)
            throws IOException, InterruptedException {
        var requests = new LinkedHashMap<String, List<String>>();
        List<String> largest = new ArrayList<>();
        for (String type : List.of("builtins.dict", "builtins.list", "builtins.tuple", "builtins.set")) {
            largest.addAll(addresses(huge.found(api + "/objects?sort=size&limit=6&type=" + type)));
        }
        // Types of many objects are what most refers to.
        List<String> hubs = addresses(huge.get(api + "/types?sort=count&limit=12"));
        List<String> any = new ArrayList<>();
        for (String constant : List.of("None", "True", "''")) {
            String address = huge.get(api + "/evaluate?expression=" + encoded(constant))
                    .at("/object/address")
                    .asText();
            if (!address.isEmpty()) {
                hubs.add(address);
            }
        }
        int total = huge.found(api + "/objects?limit=1").path("total").asInt();
        for (int i = 0; i < 4 * EACH; i++) {
            any.addAll(addresses(huge.get(api + "/objects?limit=1&offset=" + (total / (4 * EACH + 1) * i))));
        }
        requests.put("text in strings: `objects?text=…`", each("/objects?text=nowhere-%d", api));
        requests.put(
                "the same as a regular expression",
                each("/objects?regex=true&text=" + encoded("no.*where [%d]$"), api));
        requests.put("attribute: `objects?attribute=…`", each("/objects?attribute=" + encoded(".name == 'n%d'"), api));
        requests.put("sorted: `objects?sort=size&minSize=…`", each("/objects?sort=size&minSize=4%d", api));
        requests.put("`strings?text=…`", each("/strings?text=never-%d", api));
        requests.put(
                "`strings/lengths`, `strings/duplicates` of each kind",
                List.of(
                        api + "/strings/duplicates?kind=bytes",
                        api + "/strings/duplicates?kind=str",
                        api + "/strings/duplicates?kind=bytearray",
                        api + "/strings/lengths?kind=bytes",
                        api + "/strings/lengths?kind=str",
                        api + "/strings/lengths?kind=bytearray"));
        requests.put("all memory: `find?what=text`", each("/find?what=text&value=not-there-%d", api));
        requests.put(
                "all memory: `find?what=bytes`", each("/find?what=bytes&value=" + encoded("de ad be ef %02d"), api));
        requests.put("all memory: `find?what=object`", with(any.subList(0, EACH), "/find?what=object&value=%s", api));
        requests.put("`items/found?filter=…` of the largest", with(largest, "/objects/%s/items/found?filter=zz", api));
        requests.put("referrers in groups, of what most refers to", with(hubs, "/objects/%s/referrers", api));
        requests.put("references in groups, of the largest", with(largest, "/objects/%s/references", api));
        requests.put(
                "members of a group: `graph/group?direction=referrers`",
                with(hubs, "/graph/group?direction=referrers&address=%s", api));
        requests.put(
                "shortest path: `graph/path?from=…&to=…`",
                with(any.subList(EACH, 2 * EACH), "/graph/path?from=" + largest.getFirst() + "&to=%s", api));
        requests.put("a key among millions: `evaluate?expression=…`", keys(largest, huge, api));
        requests.put("path of any object: `objects/{address}/path`", with(any, "/objects/%s/path?others=3", api));
        requests.put("path of the largest", with(largest, "/objects/%s/path?others=3", api));
        requests.put("path of what most refers to", with(hubs, "/objects/%s/path?others=3", api));
        for (String of : List.of("/objects/%s", "/graph/neighbours?address=%s", "/graph/nodes?nodes=%s")) {
            String name = "`" + of.replace("%s", "…").substring(1) + "`";
            requests.put(name + " of any object", with(any, of, api));
            requests.put(name + " of the largest", with(largest, of, api));
            requests.put(name + " of what most refers to", with(hubs, of, api));
        }
        return requests;
    }

    private static List<String> addresses(JsonNode page) {
        var addresses = new ArrayList<String>();
        page.path("items").forEach(item -> addresses.add(item.get("address").asText()));
        return addresses;
    }

    /// Paths to the last items of the largest, each once.
    private static List<String> keys(List<String> largest, HugeServer huge, String api)
            throws IOException, InterruptedException {
        var requests = new LinkedHashSet<String>();
        for (String address : largest) {
            long last = huge.get(api + "/objects/" + address + "/items?limit=1")
                            .path("total")
                            .asLong()
                    - 1;
            JsonNode item = huge.get(api + "/objects/" + address + "/items?limit=1&offset=" + last)
                    .at("/items/0/value/address");
            if (!item.isMissingNode()) {
                String path = huge.found(api + "/objects/" + item.asText() + "/path")
                        .path("expression")
                        .asText();
                requests.add(api + "/evaluate?expression=" + encoded(path.isEmpty() ? address : path));
            }
        }
        return List.copyOf(requests);
    }

    private static List<String> each(String format, String api) {
        var requests = new ArrayList<String>();
        for (int i = 0; i < EACH; i++) {
            // What is encoded holds per cent signs of its own.
            requests.add(api
                    + format.replace("%25d", i + "")
                            .replace("%2502d", String.format("%02d", i))
                            .replace("%d", i + ""));
        }
        return requests;
    }

    private static List<String> with(List<String> addresses, String format, String api) {
        return addresses.stream()
                .map(address -> api + format.replace("%s", address))
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void ask(String request, HugeServer huge, Asked asked) throws IOException, InterruptedException {
        long start = System.nanoTime();
        JsonNode answer = huge.get(request);
        asked.firstMillis().add((System.nanoTime() - start) / 1e6);
        assertThat(answer.path("status").isMissingNode())
                .as("%s answers %s", request, answer)
                .isTrue();
        JsonNode search = answer.path("search");
        if (!search.isObject()) {
            return;
        }
        assertThat(search.get("state").asText()).as(request).isIn("running", "done");
        if (search.get("state").asText().equals("running")) {
            assertThat(search.get("stage").asText())
                    .as("%s says what it does", request)
                    .isNotEmpty();
            long asking = System.nanoTime();
            cancel(search.get("job").asText(), huge);
            asked.cancelMillis().add((System.nanoTime() - asking) / 1e6);
        }
    }

    /// Returns when the job is over.
    private static void cancel(String job, HugeServer huge) throws IOException, InterruptedException {
        JsonNode status = huge.send("DELETE", "/api/jobs/" + job);
        while (status.get("state").asText().equals("running")) {
            Thread.sleep(2);
            status = huge.get("/api/jobs/" + job);
        }
        assertThat(status.get("state").asText()).isIn("cancelled", "done");
    }

    /// How many processors this process keeps busy when a search over all memory was cancelled.
    private static double busyAfterCancelling(HugeServer huge, String api) throws IOException, InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        JsonNode answer;
        int attempt = 0;
        do {
            answer = huge.get(api + "/objects?regex=true&text=" + encoded("(a|b|c)*[x-z]{3}" + attempt++ + "never"));
        } while (!answer.at("/search/state").asText().equals("running") && attempt < 20);
        assertThat(answer.at("/search/state").asText()).isEqualTo("running");
        cancel(answer.at("/search/job").asText(), huge);
        long before = system.getProcessCpuTime();
        Thread.sleep(REST_MILLIS);
        return (system.getProcessCpuTime() - before) / 1e6 / REST_MILLIS;
    }

    private static String table(List<Asked> all, double busyAfter) {
        var table = new StringBuilder("""
                ## What is asked for the first time, 10 million objects: first rows or progress within 300 ms

                | question | asked | median | slowest | ended after it was cancelled, at the latest |
                |---|---:|---:|---:|---:|
                """);
        for (Asked each : all) {
            table.append("| %s | %d | %.1f ms | %.1f ms%s | %s |%n"
                    .formatted(
                            each.question(),
                            each.firstMillis().size(),
                            each.first(true),
                            each.first(false),
                            each.first(false) > FIRST_ROWS_MILLIS ? " **slow**" : "",
                            each.cancelMillis().isEmpty()
                                    ? "was over before"
                                    : "%.1f ms%s"
                                            .formatted(
                                                    each.cancel(false),
                                                    each.cancel(false) > CANCELLED_MILLIS ? " **slow**" : "")));
        }
        return table.append(
                        "%nAfter a search was cancelled, %.2f processors were busy in the half second that followed.%n"
                                .formatted(busyAfter))
                .toString();
    }
}
