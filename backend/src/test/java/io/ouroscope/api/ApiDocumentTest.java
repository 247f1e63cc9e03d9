package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.javalin.http.HandlerType;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API's document against what is registered and what it answers.
class ApiDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GENERATOR = Path.of("..", "snapshots", "generate.core.zst");
    private static final String META_SCHEMA = "spec.openapis.org/oas/3.1/schema/2022-10-07";

    private static final String PROBLEM = "#/components/schemas/Problem";

    private static Workspace workspace;
    private static Server server;
    private static RawHttp http;
    private static ApiSamples samples;
    private static ObjectNode document;
    private static final Map<String, JsonSchema> SCHEMAS = new HashMap<>();

    @BeforeAll
    static void analyse(@TempDir Path directory) throws Exception {
        var store = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        workspace = new Workspace(store, List.of(GENERATOR));
        server = Server.start(workspace, 0, List.of());
        http = new RawHttp(server.port());
        while (workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        String id = workspace.snapshots().getFirst().stored().id();
        String job = JSON.readTree(http.get("/api/s/" + id + "/overview").body())
                .get("jobId")
                .asText();
        http.get("/api/jobs/" + job + "/events");
        samples = new ApiSamples(http, id, job);
        document = (ObjectNode) samples.document();
    }

    @AfterAll
    static void stop() {
        server.close();
        workspace.close();
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        assertThat(server.endpoints().all().stream().filter(each -> !each.isDescribed()))
                .as("endpoints without .describe(…) at their registration")
                .isEmpty();
        var told = new ArrayList<String>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> told.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(server.routes()).containsExactlyInAnyOrderElementsOf(withTheLast(told));
    }

    @Test
    void itIsADocumentOfOpenApi31WithSchemasOfJsonSchema() throws IOException {
        try (InputStream meta = ApiDocumentTest.class.getClassLoader().getResourceAsStream(META_SCHEMA)) {
            assertThat(problems(factory().getSchema(Objects.requireNonNull(meta)), document))
                    .isEmpty();
        }
        JsonSchema schema = factory().getSchema(SchemaLocation.of(SchemaId.V202012));
        for (Map.Entry<String, JsonNode> each :
                document.at("/components/schemas").properties()) {
            assertThat(problems(schema, each.getValue())).as(each.getKey()).isEmpty();
        }
    }

    @Test
    void everyFieldParameterAndTagHasItsWordsAndNoWordIsForNothing() {
        var silent = new TreeSet<String>();
        for (Map.Entry<String, JsonNode> schema :
                document.at("/components/schemas").properties()) {
            for (Map.Entry<String, JsonNode> field :
                    schema.getValue().get("properties").properties()) {
                if (!field.getValue().has("description")) {
                    silent.add(schema.getKey() + "." + field.getKey());
                }
            }
            if (!schema.getValue().has("description")) {
                silent.add(schema.getKey());
            }
        }
        for (JsonNode tag : document.get("tags")) {
            if (!tag.has("description")) {
                silent.add("tag." + tag.get("name").asText());
            }
        }
        for (JsonNode parameter : document.findParents("in")) {
            if (parameter.path("description").asText().isEmpty()) {
                silent.add("path." + parameter.get("name").asText());
            }
        }
        assertThat(silent).as("lines that words.properties lacks").isEmpty();
        assertThat(new ApiDocument(server.endpoints().all()).words().unused())
                .as("lines of words.properties that describe nothing")
                .isEmpty();
    }

    @Test
    void everyGetAnswersWhatItSays() throws IOException {
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            JsonNode operation = path.getValue().path("get");
            if (!operation.isMissingNode()) {
                JsonNode content = operation.at("/responses/200/content");
                samples.requests(path.getKey(), operation)
                        .forEach((parameter, requests) -> assertThat(requests.stream()
                                        .filter(request -> answersAsTold(request, content))
                                        .count())
                                .as("how many of %s are answered with 200", requests)
                                .isPositive());
            }
        }
        for (Endpoint endpoint : server.endpoints().all()) {
            if (endpoint.method() == HandlerType.GET) {
                assertThat(endpoint.described().parameters().stream().map(Parameter::name))
                        .as("what %s says to take and what it reads", endpoint)
                        .containsExactlyInAnyOrderElementsOf(endpoint.read());
            }
        }
    }

    @Test
    void nonsenseInAParameterAndUnknownParametersAreRefused() throws IOException {
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            JsonNode operation = path.getValue().path("get");
            if (operation.isMissingNode()) {
                continue;
            }
            String request = samples.requests(path.getKey(), operation).get("").getFirst();
            refused(ApiSamples.with(request, "such-a-parameter", "1"));
            for (JsonNode parameter : operation.path("parameters")) {
                JsonNode schema = parameter.get("schema");
                String name = parameter.get("name").asText();
                if (parameter.get("in").asText().equals("query")
                        && (!schema.get("type").asText().equals("string")
                                || schema.has("pattern")
                                || schema.has("enum"))) {
                    refused(ApiSamples.with(request, name, "nonsense"));
                }
                if (schema.has("minimum")) {
                    refused(ApiSamples.with(
                            request, name, "" + (schema.get("minimum").asLong() - 1)));
                }
                if (schema.has("maximum")) {
                    refused(ApiSamples.with(
                            request, name, "" + (schema.get("maximum").asLong() + 1)));
                }
            }
        }
    }

    /// Whether the answer is 200. An address of something else may be a problem.
    private static boolean answersAsTold(String request, JsonNode contents) {
        try {
            RawHttp.Answer answer = http.get(request);
            boolean good = answer.status() == 200;
            Map.Entry<String, JsonNode> content =
                    contents.properties().iterator().next();
            String schema = good ? content.getValue().at("/schema/$ref").asText() : PROBLEM;
            assertThat(answer.status()).as("%s: %s", request, answer.body()).isIn(200, 400, 404);
            assertThat(answer.header("Content-Type").replaceAll(";.*", ""))
                    .as(request)
                    .isEqualTo(good ? content.getKey() : ProblemResponses.CONTENT_TYPE);
            if (!schema.isEmpty()) {
                assertThat(problems(schema(schema), JSON.readTree(answer.body())))
                        .as(request)
                        .isEmpty();
            }
            return good;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void refused(String request) throws IOException {
        RawHttp.Answer answer = http.get(request);
        assertThat(answer.status()).as("%s: %s", request, answer.body()).isEqualTo(400);
        assertThat(problems(schema(PROBLEM), JSON.readTree(answer.body()))).isEmpty();
    }

    /// What answers where there is no endpoint.
    private static List<String> withTheLast(List<String> told) {
        told.add("GET /api/*");
        return told;
    }

    private static JsonSchema schema(String reference) {
        return SCHEMAS.computeIfAbsent(reference, each -> {
            ObjectNode schema = JSON.createObjectNode().put("$ref", each);
            schema.set("components", document.get("components"));
            return factory().getSchema(schema);
        });
    }

    private static List<String> problems(JsonSchema schema, JsonNode value) {
        return schema.validate(value).stream().map(Object::toString).toList();
    }

    /// References lead to `components`, which is no keyword of JSON Schema.
    private static JsonSchemaFactory factory() {
        JsonMetaSchema known = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                .keyword(new NonValidationKeyword("components"))
                .build();
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, builder -> builder.metaSchema(known));
    }
}
