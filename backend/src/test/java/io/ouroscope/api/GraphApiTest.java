package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The neighbourhoods of objects, the edges among them and paths, over the bundled snapshot of tasks in a circle.
class GraphApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static AnalysedServer server;
    private static String task = "";

    @BeforeAll
    static void analyse(@TempDir Path directory) throws Exception {
        server = new AnalysedServer(AnalysedServer.GENERATOR, directory);
        task = get("/tasks/cycles/0").at("/nodes/0/address").asText();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aTaskHasItsCoroutineAsNeighbourAndItsLoopAndNameAsChips() throws IOException {
        JsonNode answer = get("/graph/neighbours?direction=references&address=" + task);
        assertThat(answer.get("of")).hasSize(1);
        assertThat(types(answer.at("/of/0/groups"))).contains("builtins.coroutine", "_contextvars.Context");
        JsonNode node = get("/graph/nodes?nodes=" + task).at("/items/0");
        assertThat(node.get("kind").asText()).isEqualTo("task");
        assertThat(node.get("chips").findValuesAsText("label")).contains(".name", ".loop");
        assertThat(node.get("chipTotal").asInt()).isEqualTo(node.get("chips").size());
        var members = new HashSet<>(answer.get("nodes").findValuesAsText("address"));
        assertThat(members)
                .containsAll(StreamSupport.stream(answer.at("/of/0/groups").spliterator(), false)
                        .flatMap(group ->
                                StreamSupport.stream(group.get("members").spliterator(), false))
                        .map(JsonNode::asText)
                        .toList());
    }

    @Test
    void bothDirectionsAreAskedAtOnceAndNamedByTheEdges() throws IOException {
        JsonNode answer = get("/graph/neighbours?address=" + task);
        assertThat(answer.get("of").findValuesAsText("direction")).containsExactly("references", "referrers");
        String coroutine = member(answer.at("/of/0/groups"), "builtins.coroutine");
        JsonNode edges = get("/graph/edges?nodes=" + task + "," + coroutine);
        JsonNode edge = StreamSupport.stream(edges.get("items").spliterator(), false)
                .filter(each -> each.get("from").asText().equals(task))
                .findFirst()
                .orElseThrow();
        assertThat(edge.get("to").asText()).isEqualTo(coroutine);
        assertThat(edge.at("/labels/0/text").asText()).isEqualTo(".coro");
        assertThat(edge.at("/labels/0/class").asText()).isEqualTo("field");
    }

    /// Every object that the group's count stands for is in its pages, once, with the reference that makes it a member.
    @Test
    void moreThanEightOfATypeAreAGroupWhoseMembersComeInPages() throws IOException {
        JsonNode nodeType = get("/types?filter=__main__.node").at("/items/0");
        JsonNode answer = get("/graph/neighbours?direction=referrers&address="
                + nodeType.get("address").asText());
        JsonNode group = StreamSupport.stream(answer.at("/of/0/groups").spliterator(), false)
                .filter(each -> each.at("/type/name").asText().equals("__main__.Node"))
                .findFirst()
                .orElseThrow();
        assertThat(group.get("count")).isEqualTo(nodeType.get("count"));
        assertThat(group.get("count").asInt()).isGreaterThan(8);
        assertThat(group.get("members")).isEmpty();
        var members = new HashSet<String>();
        long bytes = 0;
        for (int offset = 0; offset < group.get("count").asInt(); offset += 50) {
            JsonNode page = get("/graph/group?direction=referrers&limit=50&offset=" + offset + "&address="
                    + nodeType.get("address").asText() + "&type="
                    + group.at("/type/address").asText());
            assertThat(page.get("total")).isEqualTo(group.get("count"));
            for (JsonNode member : page.get("items")) {
                members.add(member.at("/node/address").asText());
                bytes += member.at("/node/memoryBytes").asLong();
                assertThat(member.at("/labels/0/text").asText()).isEqualTo(".__class__");
                assertThat(member.at("/labels/0/class").asText()).isEqualTo("type");
            }
        }
        assertThat(members).hasSize(group.get("count").asInt());
        assertThat(bytes).isEqualTo(group.get("bytes").asLong());
    }

    @Test
    void theMembersThatALongListRefersToAreNamedByTheirIndex() throws IOException {
        String list = longestList();
        JsonNode group = get("/graph/neighbours?limit=1&direction=references&address=" + list)
                .at("/of/0/groups/0");
        assertThat(group.get("count").asInt()).isGreaterThan(20);
        JsonNode page = get("/graph/group?direction=references&offset=10&limit=5&address=" + list + "&type="
                + group.at("/type/address").asText());
        JsonNode items = get("/objects/" + list + "/items?limit=500").get("items");
        assertThat(page.get("items")).hasSize(5);
        for (JsonNode member : page.get("items")) {
            String label = member.at("/labels/0/text").asText();
            int index = Integer.parseInt(label.substring(1, label.length() - 1));
            assertThat(items.get(index).at("/value/address")).isEqualTo(member.at("/node/address"));
        }
    }

    private static String longestList() throws IOException {
        String type = get("/types?filter=builtins.list").at("/items/0/address").asText();
        String longest = "";
        int most = 0;
        JsonNode lists = get("/objects?limit=500&type=" + type).get("items");
        for (int from = 0; from < lists.size(); from += 100) {
            String addresses = IntStream.range(from, Math.min(lists.size(), from + 100))
                    .mapToObj(i -> lists.get(i).get("address").asText())
                    .collect(Collectors.joining(","));
            for (JsonNode node : get("/graph/nodes?nodes=" + addresses).get("items")) {
                if (node.get("references").asInt() > most) {
                    most = node.get("references").asInt();
                    longest = node.get("address").asText();
                }
            }
        }
        return longest;
    }

    @Test
    void hubsAreChipsAndNeverMembers() throws IOException {
        JsonNode answer = get("/graph/neighbours?limit=100&address=" + task);
        for (JsonNode node : answer.get("nodes")) {
            assertThat(node.get("hub").asBoolean()).as(node.toString()).isFalse();
        }
        String none = get("/types?filter=nonetype").at("/items/0/address").asText();
        String noneObject =
                get("/objects?limit=1&type=" + none).at("/items/0/address").asText();
        assertThat(get("/graph/nodes?nodes=" + noneObject).at("/items/0/hub").asBoolean())
                .isTrue();
    }

    @Test
    void theTasksOfTheCycleAreJoinedByAPathEachStepOfWhichIsAnEdge() throws Exception {
        String next = get("/tasks/cycles/0").at("/nodes/1/address").asText();
        JsonNode path = path("from=" + task + "&to=" + next + "&direction=references");
        JsonNode back = path("from=" + next + "&to=" + task + "&direction=referrers");
        assertThat(path.get("total").asInt())
                .isGreaterThan(2)
                .isEqualTo(back.get("total").asInt());
        JsonNode items = path.get("items");
        assertThat(items.get(0).get("address").asText()).isEqualTo(task);
        assertThat(items.get(items.size() - 1).get("address").asText()).isEqualTo(next);
        for (int i = 1; i < items.size(); i++) {
            JsonNode from = items.get(i - 1).get("address");
            JsonNode to = items.get(i).get("address");
            assertThat(path.get("edges"))
                    .anyMatch(edge ->
                            edge.get("from").equals(from) && edge.get("to").equals(to));
        }
        assertThat(path("from=" + task + "&to=" + next + "&direction=both")
                        .get("total")
                        .asInt())
                .isLessThanOrEqualTo(path.get("total").asInt());
    }

    /// Two objects of a type are two steps apart by way of it, which explains nothing.
    @Test
    void typesAreOnAPathOnlyIfAskedFor() throws Exception {
        String type = get("/types?filter=__main__.node").at("/items/0/address").asText();
        JsonNode nodes = get("/objects?limit=2&type=" + type).get("items");
        String ends = "from=" + nodes.get(0).get("address").asText() + "&to="
                + nodes.get(1).get("address").asText();
        assertThat(path(ends + "&type=true").at("/items").findValuesAsText("kind"))
                .contains("type");
        assertThat(path(ends + "&direction=references&type=false").at("/items").findValuesAsText("kind"))
                .doesNotContain("type");
    }

    @ParameterizedTest
    @CsvSource({
        "/graph/neighbours, 400, bad-parameter",
        "/graph/neighbours?address=10, 400, bad-address",
        "/graph/neighbours?address=0x10&direction=up, 400, bad-parameter",
        "/graph/neighbours?address=0x10&limit=0, 400, bad-parameter",
        "/graph/group?address=0x10&type=0x10, 404, no-object",
        "/graph/path?from=0x10&to=0x10, 404, no-object",
        "/graph/path?from=0x10, 404, no-object"
    })
    void whatMakesNoSenseIsAProblemOfItsOwn(String path, int status, String type) throws IOException {
        RawHttp.Answer answer = server.raw(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).get("type").asText()).isEqualTo("/problems/" + type);
    }

    @Test
    void addressesWithoutAnObjectAreNamedAndAThousandFitIntoOneRequest() throws IOException {
        assertThat(get("/graph/nodes?nodes=" + task + ",0x10")
                        .get("missing")
                        .get(0)
                        .asText())
                .isEqualTo("0x10");
        String many = IntStream.range(0, 1000)
                .mapToObj(i -> "0x7f" + Integer.toHexString(0x10000000 + i) + "00")
                .collect(Collectors.joining(","));
        assertThat(get("/graph/edges?nodes=" + many).get("items")).isEmpty();
        assertThat(server.raw("/graph/edges?nodes=" + many + ",0x1").status()).isEqualTo(400);
    }

    private static JsonNode path(String query) throws Exception {
        while (true) {
            JsonNode answer = get("/graph/path?" + query);
            if (!answer.at("/search/state").asText().equals("running")) {
                assertThat(answer.at("/search/state").asText()).isEqualTo("done");
                return answer;
            }
            Thread.sleep(20);
        }
    }

    private static List<String> types(JsonNode groups) {
        return StreamSupport.stream(groups.spliterator(), false)
                .map(group -> group.at("/type/name").asText())
                .toList();
    }

    private static String member(JsonNode groups, String type) {
        return StreamSupport.stream(groups.spliterator(), false)
                .filter(group -> group.at("/type/name").asText().equals(type))
                .map(group -> group.get("members").get(0).asText())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode get(String path) throws IOException {
        return server.get(path);
    }
}
