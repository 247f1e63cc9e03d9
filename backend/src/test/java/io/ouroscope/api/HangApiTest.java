package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Verdicts and locks of the bundled program whose tasks wait in a circle, and beside them a consumer of a queue.
class HangApiTest {
    private static AnalysedServer served;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException, InterruptedException {
        served = new AnalysedServer(AnalysedServer.GENERATOR, directory);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void verdictsOneByOneAreThoseOfTheWholeReport() throws IOException {
        JsonNode whole = served.get("/hang");
        JsonNode heads = served.get("/hang/verdicts");
        assertThat(heads.get("total").asInt()).isEqualTo(whole.get("verdicts").size());
        for (int index = 0; index < whole.get("verdicts").size(); index++) {
            JsonNode verdict = served.get("/hang/verdicts/" + index);
            assertThat(verdict).isEqualTo(whole.get("verdicts").get(index));
            JsonNode head = heads.get("items").get(index);
            assertThat(head.get("index").asInt()).isEqualTo(index);
            assertThat(head.get("sentence")).isEqualTo(verdict.get("sentence"));
            assertThat(head.get("behind")).isEqualTo(verdict.at("/behind/total"));
        }
        JsonNode second = served.get("/hang/verdicts?offset=1&limit=1");
        assertThat(second.at("/items/0/index").asInt()).isEqualTo(1);
    }

    @Test
    void groupsInPartsAreThoseOfTheWholeReport() throws IOException {
        JsonNode groups = served.get("/hang").get("groups");
        JsonNode page = served.get("/hang/groups?offset=1&limit=2");
        assertThat(page.get("total").asInt()).isEqualTo(groups.size());
        assertThat(page.get("items")).hasSize(2);
        assertThat(page.at("/items/0")).isEqualTo(groups.get(1));
    }

    @Test
    void everyTaskOfTheCircleTakesPartInTheFirstVerdictAndMainWaitsBehindIt() throws IOException {
        JsonNode verdict = served.get("/hang/verdicts/0");
        for (JsonNode member : verdict.get("members")) {
            JsonNode standing = standing(member.get("address").asText());
            assertThat(standing.get("role").asText()).isEqualTo("part");
            assertThat(standing.at("/verdict/index").asInt()).isZero();
            assertThat(standing.get("stuck").asBoolean()).isTrue();
        }
        String main = behind(verdict, "main");
        JsonNode standing = standing(main);
        assertThat(standing.get("role").asText()).isEqualTo("behind");
        assertThat(standing.at("/verdict/sentence").asText()).startsWith("3 tasks wait for each other");
        assertThat(standing.at("/waitsFor/0/thing/kind").asText()).isEqualTo("task");
    }

    private static String behind(JsonNode verdict, String function) {
        for (JsonNode place : verdict.at("/behind/byPlace")) {
            if (place.get("function").asText().equals(function)) {
                return place.get("sample").asText();
            }
        }
        throw new AssertionError("Nobody in " + function + " waits behind");
    }

    @Test
    void whatNeitherWaitsNorIsWaitedForStandsNowhere() throws IOException {
        JsonNode standing = standing("0x10");
        assertThat(standing.get("kind").isNull()).isTrue();
        assertThat(standing.get("verdict").isNull()).isTrue();
        assertThat(standing.get("waitsFor")).isEmpty();
    }

    @Test
    void theQueueIsListedWithWhoWaitsForAnItemAndLeadsToItsVerdict() throws IOException {
        JsonNode page = served.get("/locks?kind=queue&waited=true");
        assertThat(page.get("total").asInt()).isEqualTo(1);
        JsonNode queue = page.at("/items/0");
        assertThat(queue.get("name").asText()).isEqualTo("asyncio.Queue");
        assertThat(queue.get("stuck").asBoolean()).isTrue();
        assertThat(queue.get("waiterCount").asInt()).isEqualTo(1);
        assertThat(queue.at("/waiters/0/function").asText()).isEqualTo("write_totals");
        assertThat(queue.get("state").asText()).contains("0 items");
        String address = queue.get("address").asText();
        JsonNode waiters = served.get("/locks/" + address + "/waiters");
        assertThat(waiters.get("total").asInt()).isEqualTo(1);
        assertThat(waiters.at("/items/0")).isEqualTo(queue.at("/waiters/0"));
        JsonNode standing = standing(address);
        assertThat(standing.at("/verdict/kind").asText()).isEqualTo("queue-without-producer");
        assertThat(standing.at("/verdict/index")).isEqualTo(queue.get("verdict"));
        assertThat(standing.get("thing")).isEqualTo(queue);
    }

    @Test
    void filtersOfLocksLeaveOutWhatDoesNotFit() throws IOException {
        assertThat(served.get("/locks?filter=asyncio.QUEUE").get("total").asInt())
                .isPositive();
        assertThat(served.get("/locks?filter=nothing+like+it").get("total").asInt())
                .isZero();
        assertThat(served.get("/locks?kind=barrier").get("items")).isEmpty();
        JsonNode names = served.get("/locks?sort=name&order=desc").get("items");
        for (int i = 1; i < names.size(); i++) {
            assertThat(names.get(i - 1).get("name").asText())
                    .isGreaterThanOrEqualTo(names.get(i).get("name").asText());
        }
    }

    private static JsonNode standing(String address) throws IOException {
        return served.get("/hang/of/" + address);
    }
}
