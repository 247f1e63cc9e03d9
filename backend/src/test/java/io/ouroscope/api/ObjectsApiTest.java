package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The list of objects and each of its filters, over the bundled snapshot of a program whose tasks wait in a circle.
class ObjectsApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static AnalysedServer server;

    @BeforeAll
    static void analyse(@TempDir Path directory) throws Exception {
        server = new AnalysedServer(AnalysedServer.GENERATOR, directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void allLiveObjectsAreListedInOrderOfAddressWithWhatTheyTake() throws Exception {
        JsonNode all = objects("");
        JsonNode overview = get("/overview");
        assertThat(all.get("total")).isEqualTo(overview.at("/objects/byState/live"));
        assertThat(all.get("sizeBytes").asLong()).isPositive();
        assertThat(all.get("memoryBytes").asLong())
                .isGreaterThan(all.get("sizeBytes").asLong());
        assertThat(addresses(all)).isSorted().hasSize(100);
        assertThat(all.get("type").isNull()).isTrue();
        assertThat(addresses(objects("order=desc&offset=" + (all.get("total").asLong() - 100)))
                        .reversed())
                .isEqualTo(addresses(all));
    }

    @Test
    void objectsAreSortedBySizeAndByMemory() throws Exception {
        JsonNode largest = objects("sort=size");
        long previous = Long.MAX_VALUE;
        for (JsonNode row : largest.get("items")) {
            assertThat(row.get("sizeBytes").asLong()).isLessThanOrEqualTo(previous);
            previous = row.get("sizeBytes").asLong();
        }
        assertThat(objects("sort=memory&order=asc").at("/items/0/memoryBytes").asLong())
                .isLessThan(objects("sort=memory").at("/items/0/memoryBytes").asLong());
    }

    @Test
    void aTypeIsChosenByAddressOrNameAndWithItsSubclasses() throws Exception {
        JsonNode byName = objects("type=dict");
        String address = byName.at("/type/addresses/0").asText();
        assertThat(byName.at("/type/name").asText()).isEqualTo("builtins.dict");
        assertThat(objects("type=" + address).get("total")).isEqualTo(byName.get("total"));
        assertThat(objects("type=builtins.dict").get("total")).isEqualTo(byName.get("total"));
        assertThat(byName.at("/type/subclasses").asInt()).isPositive();
        assertThat(objects("type=dict&subclasses=true").get("total").asLong())
                .isGreaterThan(byName.get("total").asLong());
    }

    @Test
    void aModuleIsOneOrWhatLiesInIt() throws Exception {
        JsonNode asyncio = objects("module=asyncio");
        assertThat(asyncio.get("total").asLong()).isPositive();
        asyncio.get("items")
                .forEach(row -> assertThat(row.at("/type/name").asText()).startsWith("asyncio."));
        assertThat(objects("module=async").get("total").asLong()).isZero();
    }

    @Test
    void sizesAreLimited() throws Exception {
        JsonNode some = objects("minSize=1000&maxSize=2000&minMemory=1040");
        assertThat(some.get("total").asLong()).isPositive();
        some.get("items").forEach(row -> {
            assertThat(row.get("sizeBytes").asLong()).isBetween(1_000L, 2_000L);
            assertThat(row.get("memoryBytes").asLong()).isGreaterThanOrEqualTo(1_040L);
        });
        assertThat(objects("maxMemory=15").get("total").asLong()).isZero();
    }

    @Test
    void statesAddUp() throws Exception {
        long sum = 0;
        for (String state : List.of("live", "garbage", "unsure")) {
            JsonNode some = objects("state=" + state);
            some.get("items")
                    .forEach(row -> assertThat(row.get("state").asText()).isEqualTo(state));
            sum += some.get("total").asLong();
        }
        assertThat(objects("state=all").get("total").asLong()).isEqualTo(sum);
    }

    @Test
    void aTextIsFoundInStringsWithOrWithoutCaseAndAsAnExpression() throws Exception {
        JsonNode exact = objects("text=sum_children");
        assertThat(exact.get("total").asLong()).isPositive();
        exact.get("items")
                .forEach(row -> assertThat(row.at("/type/name").asText()).isIn("builtins.str", "builtins.bytes"));
        assertThat(objects("text=SUM_CHILDREN").get("total").asLong()).isZero();
        assertThat(objects("text=SUM_CHILDREN&ignoreCase=true").get("total").asLong())
                .isGreaterThanOrEqualTo(exact.get("total").asLong());
        assertThat(objects("regex=true&text=" + encoded("^sum_c[a-z]+$"))
                        .get("total")
                        .asLong())
                .isPositive();
        assertThat(exact.get("undecided").asInt()).isZero();
        JsonNode excerpt = objects("text=" + encoded("um_child")).at("/items/0/excerpt");
        assertThat(excerpt.get("match").asText()).isEqualTo("um_child");
        assertThat(excerpt.get("before").asText()).endsWith("s");
        assertThat(excerpt.get("after").asText()).startsWith("ren");
    }

    @Test
    void attributesAreComparedAndAllFiltersHoldTogether() throws Exception {
        JsonNode nodes = objects("type=Node");
        JsonNode some = objects("attribute=" + encoded(".value >= 3 and .name"));
        assertThat(some.get("total").asLong())
                .isPositive()
                .isLessThan(nodes.get("total").asLong());
        JsonNode tasks = objects("attribute=" + encoded(".state = PENDING") + "&type=_asyncio.Task&sort=size");
        assertThat(tasks.get("total")).isEqualTo(get("/tasks").at("/counts/pending"));
        assertThat(tasks.get("tests").toString()).isEqualTo("[\".state == 'PENDING'\"]");
        assertThat(tasks.at("/items/0/attributes/0/text").asText()).isEqualTo("'PENDING'");
        assertThat(some.at("/items/0/attributes/1/name").asText()).isEqualTo(".name");
        assertThat(some.at("/items/0/attributes/1/value/type").asText()).isEqualTo("builtins.str");
        assertThat(objects("attribute=" + encoded(".state = PENDING") + "&type=_asyncio.Task&minSize=1000000")
                        .get("total")
                        .asLong())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "type=NoSuchThing, 404, no-type, No type is called 'NoSuchThing'",
        "type=asyncio.tusk, 404, no-type, ''",
        "sort=beauty, 400, bad-parameter, sort must be one of",
        "minSize=5&maxSize=4, 400, bad-parameter, minSize must not be above maxSize",
        "regex=true&text=(a, 400, bad-text, no regular expression",
        "regex=yes&text=a, 400, bad-parameter, regex must be true or false",
        "attribute=state, 400, bad-attribute, expected '.' and the name of an attribute",
    })
    void whatMakesNoSenseIsRefusedInWords(String query, int status, String type, String words) throws Exception {
        RawHttp.Answer answer = server.raw("/objects?" + query);
        assertThat(answer.status()).isEqualTo(status);
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("type").asText()).isEqualTo("/problems/" + type);
        assertThat(problem.get("detail").asText()).contains(words);
    }

    @Test
    void anUnknownTypeIsAnsweredWithOnesLikeIt() throws IOException {
        RawHttp.Answer answer = server.raw("/objects?type=app.futureiter");
        assertThat(JSON.readTree(answer.body()).get("hint").asText()).startsWith("Types like it: _asyncio.FutureIter");
    }

    private static List<String> addresses(JsonNode page) {
        return StreamSupport.stream(page.get("items").spliterator(), false)
                .map(row -> row.get("address").asText())
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Once the search is over.
    private static JsonNode objects(String query) throws Exception {
        JsonNode page = get("/objects?" + query);
        while (page.at("/search/state").asText().equals("running")) {
            Thread.sleep(20);
            page = get("/objects?" + query);
        }
        assertThat(page.at("/search/state").asText()).isEqualTo("done");
        return page;
    }

    private static JsonNode get(String path) throws IOException {
        return server.get(path);
    }
}
