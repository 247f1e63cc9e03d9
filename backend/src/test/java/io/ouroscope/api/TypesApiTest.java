package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Types by module and for the treemap, of the bundled snapshot.
class TypesApiTest {
    private static final List<String> SUMS = List.of("count", "sizeBytes", "memoryBytes");
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
    void modulesAddUpToAllTypesAndEachToItsOwn() throws IOException {
        JsonNode all = served.get("/types?limit=500");
        JsonNode modules = served.get("/types/modules?limit=500");
        assertThat(modules.get("totals")).isEqualTo(all.get("totals"));
        assertThat(sum(modules.get("items"), "types"))
                .isEqualTo(all.get("total").asLong());
        for (String field : SUMS) {
            assertThat(sum(modules.get("items"), field))
                    .isEqualTo(all.at("/totals/" + field).asLong());
        }
        for (int i = 0; i < 5; i++) {
            JsonNode module = modules.get("items").get(i);
            JsonNode types =
                    served.get("/types?limit=500&module=" + module.get("module").asText());
            assertThat(types.get("total")).isEqualTo(module.get("types"));
            for (String field : SUMS) {
                assertThat(types.at("/totals/" + field)).isEqualTo(module.get(field));
            }
        }
    }

    @Test
    void theMapHoldsEverythingOnce() throws IOException {
        JsonNode map = served.get("/types/map");
        for (String field : SUMS) {
            long sum = map.at("/rest/" + field).asLong();
            for (JsonNode module : map.get("modules")) {
                long types = sum(module.get("types"), field)
                        + module.at("/rest/" + field).asLong();
                assertThat(types).isEqualTo(module.at("/sum/" + field).asLong());
                sum += types;
            }
            assertThat(sum).isEqualTo(map.at("/totals/" + field).asLong());
        }
        assertThat(map.get("totals")).isEqualTo(served.get("/types").get("totals"));
    }

    @Test
    void aFilterHoldsForModulesToo() throws IOException {
        JsonNode found = served.get("/types/modules?filter=asyncio&sort=name");
        assertThat(found.get("items").findValuesAsText("module"))
                .isNotEmpty()
                .allMatch(name -> name.contains("asyncio"))
                .isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
        assertThat(served.get("/types/map?filter=no-such-type").get("modules")).isEmpty();
    }

    private static long sum(JsonNode rows, String field) {
        long sum = 0;
        for (JsonNode row : rows) {
            sum += row.get(field).asLong();
        }
        return sum;
    }
}
