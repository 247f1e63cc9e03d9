package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the API says of one object: the parts of its reference count add up to it, groups of references to all of them.
class ObjectPageApiTest {
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
    void thePartsOfACountAddUpToIt() throws IOException {
        long seed = System.nanoTime();
        int fixed = 0;
        int rooted = 0;
        for (String object : someObjects(150, seed)) {
            JsonNode accounting = get("/objects/" + object + "/accounting");
            long sum = 0;
            for (JsonNode part : accounting.get("parts")) {
                sum += part.get("references").asLong();
            }
            assertThat(accounting.get("sentence").asText()).isNotEmpty();
            if (accounting.get("fixed").asBoolean()) {
                fixed++;
            } else {
                assertThat(sum)
                        .as("%s, seed %d: %s", object, seed, accounting)
                        .isEqualTo(accounting.get("count").asLong());
                assertThat(accounting.get("count"))
                        .isEqualTo(get("/objects/" + object).get("referenceCount"));
            }
            rooted += accounting.get("roots").size();
        }
        assertThat(fixed).isLessThan(150);
        assertThat(rooted).isNotNegative();
    }

    @Test
    void anObjectThatARunningFrameHasSaysSo() throws IOException {
        String thread = get("/threads").at("/items/0/address").asText();
        for (JsonNode frame : get("/threads/" + thread).at("/stack/items")) {
            for (JsonNode local : frame.get("locals")) {
                if (local.at("/value/type").asText().contains("EventLoop")) {
                    JsonNode accounting =
                            get("/objects/" + local.at("/value/address").asText() + "/accounting");
                    assertThat(accounting.findValuesAsText("kind")).contains("frame");
                    assertThat(accounting.get("sentence").asText()).contains("from a running frame");
                    assertThat(accounting.get("roots").findValuesAsText("place"))
                            .anyMatch(place -> place.startsWith("thread 'MainThread' → "));
                    return;
                }
            }
        }
        throw new AssertionError("no frame of the main thread has the event loop in a local");
    }

    @ParameterizedTest
    @ValueSource(strings = {"referrers", "references"})
    void groupsAddUpToAllReferencesAndTheirMembersAreThem(String part) throws Exception {
        long seed = System.nanoTime();
        int several = 0;
        for (String object : someObjects(40, seed)) {
            JsonNode groups = finished("/objects/" + object + "/" + part + "/groups?limit=500");
            long total = get("/objects/" + object + "/" + part + "?limit=1")
                    .get("total")
                    .asLong();
            several += groups.get("total").asInt() > 1 ? 1 : 0;
            long sum = 0;
            for (JsonNode group : groups.get("items")) {
                sum += group.get("references").asLong();
                assertThat(group.get("objects").asLong())
                        .isLessThanOrEqualTo(group.get("references").asLong());
                assertMembers(object, part, group);
            }
            assertThat(groups.get("total").asInt()).isLessThan(500);
            assertThat(sum)
                    .as("%s of %s, seed %d", part, object, seed)
                    .isEqualTo(total)
                    .isEqualTo(groups.get("examined").asLong())
                    .isEqualTo(groups.get("ofReferences").asLong());
        }
        assertThat(several).as("objects with more than one group, seed " + seed).isPositive();
    }

    private static void assertMembers(String object, String part, JsonNode group) throws Exception {
        String key = URLEncoder.encode(group.get("key").asText(), StandardCharsets.UTF_8);
        JsonNode members = finished("/objects/" + object + "/" + part + "/members?limit=50&group=" + key);
        assertThat(members.get("total")).isEqualTo(group.get("references"));
        String end = part.equals("referrers") ? "from" : "to";
        for (JsonNode member : members.get("items")) {
            assertThat(folded(member.get("label").asText()))
                    .as("%s of %s", part, object)
                    .isEqualTo(group.get("label").asText());
            assertThat(member.at("/" + end + "/type")).isEqualTo(group.at("/type/name"));
            assertThat(member.get("class")).isEqualTo(group.get("class"));
        }
    }

    private static String folded(String label) {
        return label.startsWith("[") ? "[]" : label;
    }

    @Test
    void aTypesManyInstancesAreOneGroupWhoseBytesAreThoseOfTheType() throws Exception {
        JsonNode type = get("/types?filter=__main__.node").at("/items/0");
        JsonNode groups = finished("/objects/" + type.get("address").asText() + "/referrers/groups");
        for (JsonNode group : groups.get("items")) {
            if (group.get("class").asText().equals("type")) {
                assertThat(group.get("label").asText()).isEqualTo(".__class__");
                assertThat(group.get("references").asLong())
                        .isGreaterThanOrEqualTo(type.get("count").asLong());
                assertThat(group.get("memoryBytes").asLong())
                        .isGreaterThanOrEqualTo(type.get("memoryBytes").asLong());
                return;
            }
        }
        throw new AssertionError("the class has no instances in " + groups);
    }

    @Test
    void itemsAreFoundByTheirTextAndSampledAtEqualDistances() throws Exception {
        String modules = modules();
        JsonNode found = finished("/objects/" + modules + "/items/found?filter=ASYNCIO.TASKS");
        assertThat(found.get("total").asInt()).isPositive();
        for (JsonNode item : found.get("items")) {
            assertThat(text(item.at("/key/preview")) + text(item.at("/value/preview")))
                    .containsIgnoringCase("asyncio.tasks");
        }
        long all = get("/objects/" + modules).get("itemCount").asLong();
        assertThat(finished("/objects/" + modules + "/items/found?filter=")
                        .get("total")
                        .asLong())
                .isEqualTo(all);
        assertThat(finished("/objects/" + modules + "/items/found?filter=no%20such%20text")
                        .get("total")
                        .asLong())
                .isZero();
        JsonNode sample = get("/objects/" + modules + "/items/sample?count=5").get("items");
        assertThat(sample).hasSize(5);
        assertThat(sample.get(0).get("index").asLong()).isZero();
        assertThat(sample.get(4).get("index").asLong()).isEqualTo(all - 1);
    }

    @Test
    void fieldsAreFilteredByName() throws IOException {
        String type = get("/types?filter=__main__.node").at("/items/0/address").asText();
        String node =
                get("/objects?limit=1&type=" + type).at("/items/0/address").asText();
        assertThat(get("/objects/" + node + "/fields?filter=EDG").get("items").findValuesAsText("name"))
                .containsExactly("edges");
    }

    @Test
    void aClassAFunctionAndACoroutineTellWhatTheyAre() throws Exception {
        String type = get("/types?filter=__main__.node").at("/items/0/address").asText();
        JsonNode about = get("/objects/" + type + "/about");
        assertThat(fact(about, "instances").at("/total"))
                .isEqualTo(get("/objects?limit=1&type=" + type).get("total"));
        assertThat(text(fact(about, "method resolution order").at("/objects/0/preview")))
                .isEqualTo("<class '__main__.Node'>");
        String coroutines =
                get("/types?filter=coroutine").at("/items/0/address").asText();
        String coroutine = get("/objects?limit=1&type=" + coroutines)
                .at("/items/0/address")
                .asText();
        JsonNode told = get("/objects/" + coroutine + "/about");
        assertThat(fact(told, "stands at").get("text").asText()).contains("generate.py:");
        assertThat(fact(told, "state").get("text").asText()).isEqualTo("awaiting");
    }

    @Test
    void aNestedContainerIsPrintedOverLinesThatLinkToItsParts() throws Exception {
        JsonNode lines = get("/objects/" + modules() + "/about").get("lines");
        assertThat(lines.size()).isBetween(10, 200);
        assertThat(text(lines.get(0).get("spans"))).isEqualTo("{");
        assertThat(text(lines.get(lines.size() - 1).get("spans"))).isEqualTo("}");
        assertThat(text(lines.get(lines.size() - 2).get("spans"))).matches("… [0-9,]+ more");
        assertThat(lines.get(1).get("indent").asInt()).isEqualTo(1);
        assertThat(lines.get(1).at("/spans/0/a").asText()).startsWith("0x");
    }

    private static JsonNode fact(JsonNode about, String name) {
        for (JsonNode fact : about.get("facts")) {
            if (fact.get("name").asText().equals(name)) {
                return fact;
            }
        }
        throw new AssertionError("no fact '" + name + "' in " + about);
    }

    private static String modules() throws IOException {
        return get("/evaluate?expression=sys.modules").at("/object/address").asText();
    }

    /// Objects from all over the snapshot.
    private static List<String> someObjects(int count, long seed) throws IOException {
        var random = new Random(seed);
        long total = get("/objects?limit=1").get("total").asLong();
        var objects = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            objects.add(get("/objects?limit=1&offset=" + random.nextLong(total))
                    .at("/items/0/address")
                    .asText());
        }
        return objects;
    }

    /// The answer of a question, once it is whole.
    private static JsonNode finished(String path) throws Exception {
        JsonNode answer = get(path);
        while (answer.at("/search/state").asText().equals("running")) {
            Thread.sleep(20);
            answer = get(path);
        }
        assertThat(answer.at("/search/state").asText()).isEqualTo("done");
        return answer;
    }

    private static String text(JsonNode spans) {
        var text = new StringBuilder();
        spans.forEach(span -> text.append(span.get("t").asText()));
        return text.toString();
    }

    private static JsonNode get(String path) throws IOException {
        return server.get(path);
    }
}
