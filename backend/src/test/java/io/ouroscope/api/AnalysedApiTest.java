package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the API says of an analysed snapshot: the bundled one of a program whose tasks wait in a circle.
class AnalysedApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GENERATOR = Path.of("..", "snapshots", "generate.core.zst");

    private static Workspace workspace;
    private static Server server;
    private static RawHttp http;
    private static String snapshot = "";

    @BeforeAll
    static void analyse(@TempDir Path directory) throws Exception {
        var store = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        workspace = new Workspace(store, List.of(GENERATOR));
        server = Server.start(workspace, 0, List.of());
        http = new RawHttp(server.port());
        while (workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        snapshot = "/api/s/" + workspace.snapshots().getFirst().stored().id();
        RawHttp.Answer first = http.get(snapshot + "/overview");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Content-Type")).startsWith("application/problem+json");
        JsonNode notReady = JSON.readTree(first.body());
        assertThat(notReady.get("type").asText()).isEqualTo("/problems/not-ready");
        String events = http.get("/api/jobs/" + notReady.get("jobId").asText() + "/events")
                .body();
        assertThat(events).contains("\"stage\":\"").contains("\"state\":\"done\"");
    }

    @AfterAll
    static void stop() {
        server.close();
        workspace.close();
    }

    @Test
    void theOverviewBeginsWithTheCycle() throws IOException {
        JsonNode overview = get("/overview");
        assertThat(overview.at("/diagnosis/0/severity").asText()).isEqualTo("bad");
        assertThat(overview.at("/diagnosis/0/text").asText()).startsWith("3 tasks wait for each other");
        assertThat(overview.at("/diagnosis/0/action/path").asText()).isEqualTo("/hang");
        assertThat(overview.at("/snapshot/state").asText()).isEqualTo("ready");
        assertThat(overview.at("/python/version").asText()).startsWith("3.");
        assertThat(overview.get("topTypes")).hasSize(8);
        long parts = 0;
        for (JsonNode part : overview.at("/coverage/parts")) {
            parts += part.get("bytes").asLong();
        }
        assertThat(parts)
                .isEqualTo(overview.at("/coverage/totalBytes").asLong())
                .isEqualTo(overview.at("/memory/processBytes").asLong());
    }

    @Test
    void whatTheRegionsHoldAddsUpToTheOverview() throws IOException {
        JsonNode overview = get("/overview").get("coverage");
        var wanted = new TreeMap<String, Long>();
        overview.get("parts").forEach(part -> {
            if (part.get("bytes").asLong() > 0) {
                wanted.put(part.get("part").asText(), part.get("bytes").asLong());
            }
        });
        JsonNode regions = get("/regions?limit=200");
        assertThat(regions.get("items")).hasSize(regions.get("total").asInt());
        var sum = new TreeMap<String, Long>();
        for (JsonNode region : regions.get("items")) {
            long bytes = 0;
            for (JsonNode part : region.get("parts")) {
                assertThat(part.get("bytes").asLong()).isPositive();
                sum.merge(part.get("part").asText(), part.get("bytes").asLong(), Long::sum);
                bytes += part.get("bytes").asLong();
            }
            assertThat(bytes)
                    .as(region.get("path").asText())
                    .isEqualTo(region.get("presentBytes").asLong());
        }
        assertThat(sum).isEqualTo(wanted).containsKeys("objects", "buffers", "python_free", "files");
        JsonNode totals = regions.at("/totals/parts");
        totals.forEach(part -> assertThat(part.get("bytes").asLong())
                .isEqualTo(wanted.get(part.get("part").asText())));
        assertThat(totals).hasSize(wanted.size());
    }

    @ParameterizedTest
    @CsvSource({
        "object_bytes,objects",
        "buffer_bytes,buffers",
        "free_bytes,python_free;native_free",
        "native_bytes,native;python_other",
        "unknown_bytes,unknown"
    })
    void regionsAreSortedByWhatTheyHold(String sort, String parts) throws IOException {
        long before = Long.MAX_VALUE;
        long all = 0;
        for (JsonNode region : get("/regions?limit=200&sort=" + sort).get("items")) {
            long bytes = 0;
            for (JsonNode part : region.get("parts")) {
                bytes += List.of(parts.split(";")).contains(part.get("part").asText())
                        ? part.get("bytes").asLong()
                        : 0;
            }
            assertThat(bytes).isLessThanOrEqualTo(before);
            before = bytes;
            all += bytes;
        }
        assertThat(all).isPositive();
    }

    @Test
    void threadsHaveTheirStateAndInnermostFrameAndOneHasItsStackWithLocals() throws IOException {
        JsonNode threads = get("/threads");
        assertThat(threads.get("total").asInt()).isEqualTo(1);
        assertThat(threads.get("problems")).isEmpty();
        JsonNode row = threads.at("/items/0");
        assertThat(row.get("name").asText()).isEqualTo("MainThread");
        assertThat(row.get("activity").asText()).isEqualTo("blocked");
        assertThat(row.at("/top/function").asText()).isEqualTo("EpollSelector.select");
        assertThat(row.at("/waiting/call").asText()).startsWith("epoll_wait(3");
        JsonNode thread = get("/threads/" + row.get("address").asText() + "?offset=2&limit=2");
        assertThat(thread.at("/stack/total").asInt()).isEqualTo(7);
        assertThat(thread.at("/stack/items")).hasSize(2);
        assertThat(thread.at("/stack/items/0/place/function").asText()).isEqualTo("BaseEventLoop.run_forever");
        assertThat(thread.at("/stack/items/0/locals/1/name").asText()).isEqualTo("old_agen_hooks");
        assertThat(thread.at("/stack/items/0/locals/1/value/type").asText()).endsWith("asyncgen_hooks");
    }

    @Test
    void whatAThreadDoesIsInWordsAndItsGroupHasIt() throws IOException {
        JsonNode groups = get("/threads/groups");
        assertThat(groups.get("threads").asInt()).isEqualTo(1);
        JsonNode first = groups.at("/items/0");
        assertThat(first.get("count").asInt()).isEqualTo(1);
        var sentence = new StringBuilder();
        first.at("/first/waiting/words")
                .forEach(word -> sentence.append(word.get("text").asText()));
        assertThat(sentence.toString()).matches("wait for events on fd 3 → epoll, timeout [0-9.]+ m?s");
        assertThat(first.at("/first/waiting/words/1/file").asInt()).isEqualTo(3);
        assertThat(get("/threads?group=0").at("/items/0")).isEqualTo(first.get("first"));
        assertThat(get("/threads?group=1").get("total").asInt()).isZero();
    }

    @Test
    void anAddressThatIsNoThreadsIsNotFound() throws IOException {
        RawHttp.Answer answer = http.get(snapshot + "/threads/0x10");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).get("type").asText()).isEqualTo("/problems/no-thread");
        assertThat(http.get(snapshot + "/threads/main").status()).isEqualTo(400);
    }

    @Test
    void whatIsSuspendedIsGroupedByPlace() throws IOException {
        JsonNode page = get("/suspended?limit=3");
        while (page.at("/search/state").asText().equals("running")) {
            page = get("/suspended?limit=3");
        }
        assertThat(page.get("total").asInt()).isEqualTo(10);
        assertThat(page.get("items")).hasSize(3);
        assertThat(page.at("/items/0/count").asInt()).isEqualTo(188);
        assertThat(page.at("/items/0/function").asText()).isEqualTo("sum_children");
        assertThat(page.at("/items/0/samples")).hasSize(20);
    }

    @Test
    void anObjectHasItsPythonPathAndThePathItsObject() throws IOException {
        String tasks =
                get("/evaluate?expression=__main__.tasks").at("/object/address").asText();
        JsonNode path = get("/objects/" + tasks + "/path");
        assertThat(path.get("expression").asText()).isEqualTo("sys.modules['__main__'].tasks");
        assertThat(path.get("python").asBoolean()).isTrue();
        assertThat(path.get("rootKind").asText()).isEqualTo("modules");
        assertThat(path.get("steps")).hasSize(3);
        assertThat(path.at("/steps/2/text").asText()).isEqualTo(".tasks");
        assertThat(path.at("/steps/2/object/address").asText()).isEqualTo(tasks);
        JsonNode wrong = get("/evaluate?expression=__main__.taskz");
        assertThat(wrong.get("object").isNull()).isTrue();
        assertThat(wrong.at("/failure/part").asText()).isEqualTo(".taskz");
        assertThat(wrong.at("/failure/suggestions/0").asText()).isEqualTo("__main__.tasks");
        assertThat(http.get(snapshot + "/objects/0x10/path").status()).isEqualTo(404);
    }

    @Test
    void aSearchSaysAsWhatItUnderstoodTheText() throws IOException {
        JsonNode found = get("/search?q=asyncio.tasks");
        assertThat(found.findValuesAsText("kind")).startsWith("path").contains("types", "modules");
        String address = found.at("/groups/0/items/0/object/address").asText();
        assertThat(get("/search?q=" + address).at("/groups/0/understood").asText())
                .isEqualTo("the address of an object");
        long inside = Long.decode(address) + 8;
        JsonNode within = get("/search?q=0x" + Long.toHexString(inside));
        assertThat(within.at("/groups/0/understood").asText()).endsWith("inside an object, at +0x8");
        assertThat(within.at("/groups/0/items/0/object/address").asText()).isEqualTo(address);
        assertThat(get("/search?q=" + Long.decode(address))
                        .at("/groups/0/items/0/path")
                        .asText())
                .isEqualTo("/object/" + address);
        assertThat(get("/search?q=0x10").at("/groups/0/problem").asText()).contains("No memory at 0x10");
        assertThat(get("/search?q=no%20such%20thing").get("groups")).isEmpty();
        assertThat(get("/search?q=").get("groups")).isEmpty();
        JsonNode many = get("/search?q=e&limit=3");
        for (JsonNode group : many.get("groups")) {
            assertThat(group.get("items").size()).isLessThanOrEqualTo(3);
            assertThat(group.get("total").asInt())
                    .isGreaterThanOrEqualTo(group.get("items").size());
        }
    }

    @Test
    void theCycleIsInWaitingOrderWithPlaces() throws IOException {
        JsonNode cycle = get("/tasks/cycles/0");
        assertThat(cycle.get("nodes")).hasSize(3);
        for (int i = 0; i < 3; i++) {
            JsonNode edge = cycle.get("edges").get(i);
            assertThat(edge.get("from")).isEqualTo(cycle.at("/nodes/" + i + "/address"));
            assertThat(edge.get("to")).isEqualTo(cycle.at("/nodes/" + (i + 1) % 3 + "/address"));
            assertThat(edge.get("text").asText()).isEqualTo("await gather · generate.py:27");
            assertThat(edge.get("via")).hasSize(1);
        }
        assertThat(cycle.at("/behind/total").asInt()).isPositive();
        assertThat(cycle.at("/sources")).anySatisfy(line -> {
            assertThat(line.get("file").asText()).endsWith("generate.py");
            assertThat(line.get("line").asInt()).isEqualTo(27);
            assertThat(line.at("/source/text").asText()).contains("await asyncio.gather");
        });
    }

    @Test
    void aTaskHasItsStackWithLocals() throws IOException {
        JsonNode task = get("/tasks/" + taskInTheCycle());
        JsonNode frame = task.at("/stack/0");
        assertThat(frame.get("kind").asText()).isEqualTo("frame");
        assertThat(frame.get("function").asText()).isEqualTo("sum_children");
        assertThat(frame.at("/locals/0/name").asText()).isEqualTo("node");
        assertThat(text(frame.at("/locals/0/value/preview"))).contains("Node");
        assertThat(task.get("waitsFor")).isNotEmpty();
        assertThat(task.get("waitedForBy")).isNotEmpty();
    }

    @Test
    void theTreeLeadsFromARootToWhatItWaitsFor() throws IOException {
        JsonNode roots = get("/tasks/tree");
        JsonNode main = roots.at("/items/0");
        assertThat(main.get("name").asText()).isEqualTo("Task-1");
        JsonNode children = get("/tasks/tree?parent=" + main.get("address").asText());
        assertThat(children.get("total").asInt())
                .isEqualTo(main.get("childCount").asInt());
        assertThat(children.at("/items/0/waits/text").asText()).contains("generate.py");
        assertThat(get("/tasks/tree?state=done").at("/items/0/state").asText()).isEqualTo("done");
    }

    @Test
    void typesAreSortedFilteredAndSummed() throws IOException {
        JsonNode types = get("/types?sort=count&limit=3");
        assertThat(types.get("items")).hasSize(3);
        assertThat(types.at("/items/0/count").asLong())
                .isGreaterThanOrEqualTo(types.at("/items/1/count").asLong());
        JsonNode filtered = get("/types?filter=__main__.node");
        assertThat(filtered.get("total").asInt()).isEqualTo(1);
        assertThat(filtered.get("totals").get("count")).isEqualTo(filtered.at("/items/0/count"));
        String type = filtered.at("/items/0/address").asText();
        assertThat(get("/objects?type=" + type).get("total")).isEqualTo(filtered.at("/items/0/count"));
    }

    @Test
    void anObjectHasFieldsItemsAndReferrersThatNameIt() throws IOException {
        String type = get("/types?filter=__main__.node").at("/items/0/address").asText();
        String node =
                get("/objects?limit=1&type=" + type).at("/items/0/address").asText();
        JsonNode fields = get("/objects/" + node + "/fields");
        assertThat(fields.findValuesAsText("name")).contains("name", "value", "edges");
        JsonNode edges = StreamSupport.stream(fields.get("items").spliterator(), false)
                .filter(field -> field.get("name").asText().equals("edges"))
                .findFirst()
                .orElseThrow();
        String list = edges.at("/value/address").asText();
        JsonNode detail = get("/objects/" + list);
        assertThat(detail.get("itemKind").asText()).isEqualTo("sequence");
        assertThat(get("/objects/" + list + "/items").get("total")).isEqualTo(detail.get("itemCount"));
        JsonNode referrers = get("/objects/" + list + "/referrers");
        assertThat(referrers.get("total").asInt()).isPositive();
        assertThat(referrers.findValuesAsText("label")).anyMatch(label -> label.contains("edges"));
        assertThat(get("/objects/" + node + "/references").get("total").asInt()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "/objects/0x10, 404, no-object",
        "/objects/0x10/fields, 404, no-object",
        "/objects/10, 400, bad-address",
        "/objects/0x11112222333344445, 400, bad-address",
        "/objects?type=0x10, 404, no-type",
        "/objects?state=dead, 400, bad-parameter",
        "/tasks/0x10, 404, no-task",
        "/tasks/cycles/1, 404, no-cycle",
        "/tasks/cycles/99999999999, 404, no-cycle",
        "/types?sort=beauty, 400, bad-parameter",
        "/types?limit=1000, 400, bad-parameter",
        "/nothing, 404, not-found"
    })
    void whatIsNotThereIsAProblemOfItsOwn(String path, int status, String type) throws IOException {
        RawHttp.Answer answer = http.get(snapshot + path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(JSON.readTree(answer.body()).get("type").asText()).isEqualTo("/problems/" + type);
    }

    @Test
    void aFileOutsideTheStoreIsNotDeleted() throws IOException {
        RawHttp.Answer answer = http.own("DELETE", snapshot.replace("/s/", "/snapshots/"), "");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("not ours to delete");
        assertThat(GENERATOR).exists();
    }

    private static String taskInTheCycle() throws IOException {
        return get("/tasks/cycles/0").at("/nodes/0/address").asText();
    }

    private static String text(JsonNode spans) {
        var text = new StringBuilder();
        spans.forEach(span -> text.append(span.get("t").asText()));
        return text.toString();
    }

    private static JsonNode get(String path) throws IOException {
        RawHttp.Answer answer = http.get(snapshot + path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
