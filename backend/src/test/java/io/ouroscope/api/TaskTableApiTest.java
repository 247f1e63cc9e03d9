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
        int all = found("/tasks/table?filter=gather%20of%201").get("total").asInt();
        assertThat(all).isPositive().isLessThan(200);
        assertThat(served.get("/tasks/table?coroutine=sum_children")
                        .get("total")
                        .asInt())
                .isEqualTo(188);
        assertThat(served.get("/tasks/table?coroutine=sum_").get("total").asInt())
                .isZero();
    }

    @Test
    void aTextIsFoundInTheLocalsOfExactlyTheTasksWhosePagesShowIt() throws IOException {
        String text = "name='us.v";
        Set<String> shown = new HashSet<>();
        for (JsonNode row : served.get("/tasks/table?state=all&limit=500").get("items")) {
            String task = row.at("/task/address").asText();
            if (ownLocals(served.get("/tasks/" + task)).contains(text)) {
                shown.add(task);
            }
        }
        assertThat(shown).hasSizeBetween(2, 150);

        JsonNode tree = found("/tasks/tree?limit=500&filter=NAME%3D%27US.V");
        Set<String> inTree = new HashSet<>();
        for (JsonNode row : tree.get("items")) {
            inTree.add(row.get("address").asText());
            assertThat(row.at("/found/where").asText()).isEqualTo("local");
            assertThat(row.at("/found/function").asText()).isEqualTo("sum_children");
            assertThat(row.at("/found/variable").asText()).isNotEmpty();
            assertThat(row.at("/found/hit").asText()).isEqualTo(text);
        }
        assertThat(inTree).isEqualTo(shown);
        assertThat(found("/tasks/table?filter=name%3D%27us.v").get("total").asInt())
                .isEqualTo(shown.size());
        assertThat(found("/tasks/groups?filter=name%3D%27us.v").get("tasks").asInt())
                .isEqualTo(shown.size());
        assertThat(found("/tasks/table?state=done&filter=name%3D%27us.v")
                        .get("total")
                        .asInt())
                .isZero();
    }

    @Test
    void whatAListShowsIsFoundBeforeWhatLocalsHave() throws IOException {
        JsonNode rows = found("/tasks/tree?filter=heartbeat").get("items");
        assertThat(rows).hasSize(2);
        assertThat(rows.at("/0/found/where").asText()).isEqualTo("coroutine");
        assertThat(rows.at("/1/coroutine").asText()).isEqualTo("main");
        assertThat(rows.at("/1/found/where").asText()).isEqualTo("local");
    }

    @Test
    void aTextMaySpanTheNameAndTheValueOfALocal() throws IOException {
        for (String text : List.of("node+%3D+%3CNode", "ode%3D%3CNode+name%3D")) {
            JsonNode rows = found("/tasks/tree?limit=1&filter=" + text);
            assertThat(rows.get("total").asInt()).as(text).isGreaterThan(100);
            assertThat(rows.at("/items/0/found/variable").asText()).isEqualTo("node");
            assertThat(rows.at("/items/0/found/hit").asText()).startsWith("<Node");
        }
        assertThat(found("/tasks/tree?filter=edge+%3D+%3CNode").get("total").asInt())
                .isZero();
    }

    @Test
    void withoutATextNothingIsSearched() throws IOException {
        assertThat(served.get("/tasks/tree").get("search").isNull()).isTrue();
        assertThat(served.get("/tasks/table?filter=+").get("search").isNull()).isTrue();
        assertThat(served.get("/tasks/table").at("/items/0/task/found").isNull())
                .isTrue();
    }

    /// The answer when the search behind it is done.
    private static JsonNode found(String path) throws IOException {
        while (true) {
            JsonNode answer = served.get(path);
            String state = answer.at("/search/state").asText();
            if (!state.equals("running")) {
                assertThat(state).isEqualTo("done");
                return answer;
            }
        }
    }

    /// The previews of the locals of the task's own frames, which end where it awaits something.
    private static String ownLocals(JsonNode task) {
        var text = new StringBuilder();
        for (JsonNode entry : task.get("stack")) {
            if (!entry.get("kind").asText().equals("frame")) {
                break;
            }
            for (JsonNode local : entry.get("locals")) {
                local.at("/value/preview")
                        .forEach(span -> text.append(span.get("t").asText()));
                text.append('\n');
            }
        }
        return text.toString();
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
        "/tasks/groups?group=colour, 400, bad-parameter",
        "/tasks/tree?state=asleep, 400, bad-parameter"
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
