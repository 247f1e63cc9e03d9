package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of tasks and its groups, of the bundled program whose tasks wait in a circle.
class TaskTableApiTest {
    private static AnalysedServer served;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException, InterruptedException {
        served = new AnalysedServer(AnalysedServer.GENERATOR, directory);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"place", "coroutine", "awaits", "object"})
    void groupsAddUpToTheCountsAndOpenToTheirTasks(String by) throws IOException {
        JsonNode counts = served.get("/tasks").get("counts");
        JsonNode groups = served.get("/tasks/groups?limit=500&state=all&group=" + by);
        assertThat(groups.get("tasks")).isEqualTo(counts.get("total"));
        for (String state : List.of("pending", "running", "done", "cancelled")) {
            assertThat(sum(groups.get("items"), state))
                    .as(state)
                    .isEqualTo(counts.get(state).asInt());
        }
        assertThat(sum(groups.get("items"), "count"))
                .isEqualTo(counts.get("total").asInt());
        Set<String> seen = new HashSet<>();
        for (JsonNode group : groups.get("items")) {
            JsonNode tasks = served.get("/tasks/table?limit=500&state=all&group=" + by + "&in="
                    + group.get("member").asText());
            assertThat(tasks.get("total")).isEqualTo(group.get("count"));
            tasks.get("items").forEach(each -> seen.add(each.at("/task/address").asText()));
        }
        assertThat(seen).hasSize(counts.get("total").asInt());
    }

    @Test
    void theLargestGroupIsThePlaceWhereTheTreeWaitsAndAllOfItIsStuck() throws IOException {
        JsonNode largest = served.get("/tasks/groups").at("/items/0");
        assertThat(largest.get("text").asText()).isEqualTo("generate.py:27");
        assertThat(largest.at("/place/function").asText()).isEqualTo("sum_children");
        assertThat(largest.get("count").asInt()).isEqualTo(188);
        assertThat(largest.get("stuck").asInt()).isEqualTo(188);
    }

    @Test
    void theTasksOfTheCycleHaveAsManyBehindThemAsTheCycleSays() throws IOException {
        JsonNode cycle = served.get("/tasks").at("/cycles/0");
        JsonNode rows = served.get("/tasks/table?sort=behind&limit=3").get("items");
        for (JsonNode row : rows) {
            assertThat(row.at("/task/cycle").asInt()).isZero();
            assertThat(row.get("behind")).isEqualTo(cycle.get("behindTotal"));
            assertThat(row.get("awaits").asText()).isEqualTo("gather");
            assertThat(row.at("/awaited/name").asText()).startsWith("gather of");
        }
    }

    @Test
    void aTextFindsWhatIsAwaitedAndACoroutineMustBeWhole() throws IOException {
        int all = served.get("/tasks/table?filter=gather%20of%201").get("total").asInt();
        assertThat(all).isPositive().isLessThan(200);
        assertThat(served.get("/tasks/table?coroutine=sum_children")
                        .get("total")
                        .asInt())
                .isEqualTo(188);
        assertThat(served.get("/tasks/table?coroutine=sum_").get("total").asInt())
                .isZero();
    }

    @Test
    void pagesOfASortedTableFollowEachOther() throws IOException {
        JsonNode whole = served.get("/tasks/table?sort=name&limit=200").get("items");
        JsonNode second =
                served.get("/tasks/table?sort=name&limit=50&offset=50").get("items");
        for (int i = 0; i < second.size(); i++) {
            assertThat(second.get(i)).isEqualTo(whole.get(50 + i));
        }
        assertThat(second).hasSize(50);
    }

    @ParameterizedTest
    @CsvSource({
        "/tasks/table?in=main, 400, bad-address",
        "/tasks/table?sort=beauty, 400, bad-parameter",
        "/tasks/groups?group=colour, 400, bad-parameter"
    })
    void aWrongRequestIsToldSo(String path, int status, String type) throws IOException {
        RawHttp.Answer answer = served.raw(path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains("/problems/" + type);
    }

    @Test
    void theGroupOfATaskThatIsNotThereIsEmpty() throws IOException {
        assertThat(served.get("/tasks/table?in=0x10").get("total").asInt()).isZero();
    }

    private static int sum(JsonNode rows, String field) {
        int sum = 0;
        for (JsonNode row : rows) {
            sum += row.get(field).asInt();
        }
        return sum;
    }
}
