package io.ouroscope.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ouroscope.workspace.BuildVersion;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// The OpenAPI 3.1 document of what is registered, at `/api/openapi.json`.
///
/// It is made of the same [Endpoint]s that answer, so it cannot tell of another API; `ApiDocumentTest` holds the
/// answers
/// to it.
final class ApiDocument {
    private static final String PROBLEM_SCHEMA = "#/components/schemas/Problem";

    private final List<Endpoint> endpoints;
    private final Words words = new Words();
    private final Schemas schemas = new Schemas(words);
    private final ObjectNode document;

    ApiDocument(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
        document = write();
    }

    ObjectNode json() {
        return document;
    }

    Words words() {
        return words;
    }

    private ObjectNode write() {
        ObjectNode root = object().put("openapi", "3.1.0");
        root.putObject("info")
                .put("title", "Ouroscope")
                .put("version", BuildVersion.text())
                .put("summary", "What a running Python process does and what fills its memory")
                .put(
                        "description",
                        "Addresses are strings (0x7f12ab34cd50), what id() returned in the process. Sizes are bytes, and"
                                + " carry their unit in the name, as times do. Lists are pages: total counts the whole"
                                + " list. Everything under /api/s/{id} never changes once the snapshot is analysed; until"
                                + " then it answers 202 with the job to follow. Errors are problems (RFC 9457).")
                .putObject("license")
                .put("name", "Apache 2.0")
                .put("identifier", "Apache-2.0");
        root.putArray("servers").addObject().put("url", "/");
        ArrayNode tags = root.putArray("tags");
        ObjectNode paths = root.putObject("paths");
        var tagNames = new TreeSet<String>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.isDescribed()) {
                tagNames.add(tag(endpoint));
                paths.withObjectProperty(endpoint.path())
                        .set(endpoint.method().name().toLowerCase(Locale.ROOT), operation(endpoint));
            }
        }
        for (String name : tagNames) {
            ObjectNode tag = tags.addObject().put("name", name);
            words.ofTag(name).ifPresent(text -> tag.put("description", text));
        }
        ObjectNode components = root.putObject("components").putObject("schemas");
        schemas.components().forEach(components::set);
        components.set("Problem", problem());
        return root;
    }

    /// `objects` of `/api/s/{id}/objects/{address}`, `jobs` of `/api/jobs/{job}`, `api` of itself.
    static String tag(Endpoint endpoint) {
        String[] parts = endpoint.path().replace("/openapi.json", "").split("/");
        return parts.length < 3 ? parts[1] : parts[2].equals("s") && parts.length > 4 ? parts[4] : parts[2];
    }

    private ObjectNode operation(Endpoint endpoint) {
        Endpoint.Description description = endpoint.described();
        ObjectNode operation = object().put("summary", description.summary()).put("operationId", id(endpoint));
        operation.putArray("tags").add(tag(endpoint));
        ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
        for (String name : endpoint.pathParameters()) {
            ObjectNode parameter = parameters
                    .addObject()
                    .put("name", name)
                    .put("in", "path")
                    .put("required", true)
                    .put("description", words.ofPath(name).orElse(""));
            ObjectNode schema = parameter.putObject("schema").put("type", "string");
            if (name.equals("address")) {
                schema.put("pattern", Parameters.ADDRESS);
            }
        }
        for (Parameter each : description.parameters()) {
            ObjectNode parameter = parameters
                    .addObject()
                    .put("name", each.name())
                    .put("in", "query")
                    .put("description", each.description());
            parameter.set("schema", each.schema());
            if (each.isRequired()) {
                parameter.put("required", true);
            }
            if (!each.example().isEmpty()) {
                parameter.put("example", each.example());
            }
        }
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        Class<?> body = description.body();
        if (body != null) {
            operation
                    .putObject("requestBody")
                    .put("required", true)
                    .putObject("content")
                    .putObject("application/json")
                    .set("schema", schemas.ofBody(body));
        }
        operation.set("responses", responses(endpoint, description));
        return operation;
    }

    private ObjectNode responses(Endpoint endpoint, Endpoint.Description description) {
        ObjectNode responses = object();
        ObjectNode good = responses
                .putObject(Integer.toString(description.status()))
                .put("description", description.status() == 204 ? "Done" : description.summary());
        if (description.status() != 204) {
            ObjectNode content = good.putObject("content").putObject(description.contentType());
            if (description.answer() != null) {
                content.set("schema", schemas.of(description.answer()));
            }
        }
        if (endpoint.isAnalysed()) {
            responses.set("202", problemResponse("Not yet: the snapshot is being analysed by the job of jobId"));
        }
        responses.set("4XX", problemResponse("The request cannot be answered as it is"));
        responses.set("5XX", problemResponse("A bug, or the machine"));
        return responses;
    }

    private static ObjectNode problemResponse(String description) {
        ObjectNode response = object().put("description", description);
        response.putObject("content")
                .putObject(ProblemResponses.CONTENT_TYPE)
                .putObject("schema")
                .put("$ref", PROBLEM_SCHEMA);
        return response;
    }

    private static ObjectNode problem() {
        ObjectNode schema = object().put("type", "object").put("description", "What went wrong, as of RFC 9457");
        ObjectNode properties = schema.putObject("properties");
        text(properties, "type", "What kind, for programs: /problems/not-found");
        text(properties, "title", "What kind, for people");
        properties.putObject("status").put("type", "integer").put("description", "The status code of the answer");
        text(properties, "detail", "What exactly");
        text(properties, "hint", "What can be done");
        text(properties, "jobId", "The job after which the same question has an answer");
        schema.putArray("required").add("type").add("title").add("status");
        return schema;
    }

    private static void text(ObjectNode properties, String name, String description) {
        properties.putObject(name).put("type", "string").put("description", description);
    }

    /// `getSObjectsAddressFields`
    private static String id(Endpoint endpoint) {
        var id = new StringBuilder(endpoint.method().name().toLowerCase(Locale.ROOT));
        for (String part : endpoint.path().substring("/api".length()).split("[^A-Za-z0-9]+")) {
            if (!part.isEmpty()) {
                id.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
        }
        return id.toString();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
