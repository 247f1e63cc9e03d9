package io.ouroscope.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Requests for every GET of the API's document, made from the document and from what a snapshot holds: each path with
/// addresses that exist, each parameter with every choice it has and the ends of its range.
final class ApiSamples {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ADDRESSES = 12;

    private final RawHttp http;
    private final String snapshot;
    private final String job;

    /// @param snapshot id of an analysed snapshot with tasks in a cycle
    /// @param job any job's id
    ApiSamples(RawHttp http, String snapshot, String job) {
        this.http = http;
        this.snapshot = snapshot;
        this.job = job;
    }

    JsonNode document() throws IOException {
        return get("/api/openapi.json");
    }

    /// @param path as in the document
    /// @param operation of it
    /// @return the paths and queries to ask for, by the parameter they try; without parameters under the empty name
    Map<String, List<String>> requests(String path, JsonNode operation) throws IOException {
        var requests = new LinkedHashMap<String, List<String>>();
        List<String> paths = new ArrayList<>();
        String required = required(operation);
        paths(path).forEach(each -> paths.add(each + required));
        requests.put("", paths);
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.get("in").asText().equals("query")) {
                String name = parameter.get("name").asText();
                requests.put(
                        name,
                        values(parameter).stream()
                                .map(value -> with(paths.getFirst(), name, value))
                                .toList());
            }
        }
        return requests;
    }

    /// A request with a parameter more, or with another value of one that it has.
    static String with(String request, String name, String value) {
        int query = request.indexOf('?');
        var parameters = new ArrayList<>(
                List.of(query < 0 ? new String[0] : request.substring(query + 1).split("&")));
        parameters.removeIf(each -> each.startsWith(name + "="));
        parameters.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        return (query < 0 ? request : request.substring(0, query)) + "?" + String.join("&", parameters);
    }

    private String required(JsonNode operation) throws IOException {
        String required = "";
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("required").asBoolean()
                    && parameter.get("in").asText().equals("query")) {
                required = with(
                        required,
                        parameter.get("name").asText(),
                        values(parameter).getFirst());
            }
        }
        return required;
    }

    private List<String> paths(String path) throws IOException {
        String known = path.replace("{id}", snapshot)
                .replace("{job}", job)
                .replace("{cycle}", "0")
                .replace("{verdict}", "0")
                .replace("{fd}", "0");
        var paths = new ArrayList<String>();
        if (known.contains("{address}")) {
            for (String address : addresses(path)) {
                paths.add(known.replace("{address}", address));
            }
        } else {
            paths.add(known);
        }
        return paths;
    }

    /// Of what such a path is about.
    private Set<String> addresses(String path) throws IOException {
        var addresses = new LinkedHashSet<String>();
        if (path.contains("/threads/")) {
            addAddresses(get("/api/s/" + snapshot + "/threads").path("items"), addresses);
        } else if (path.contains("/tasks/")) {
            addAddresses(get("/api/s/" + snapshot + "/tasks/cycles/0").path("nodes"), addresses);
            addAddresses(get("/api/s/" + snapshot + "/tasks/tree").path("items"), addresses);
        } else {
            addAddresses(get("/api/s/" + snapshot + "/tasks/cycles/0").path("nodes"), addresses);
            for (String type : List.of("builtins.dict", "builtins.list", "builtins.str", "builtins.module", "code")) {
                JsonNode found = get("/api/s/" + snapshot + "/types?limit=1&filter=" + type);
                for (JsonNode each : found.path("items")) {
                    addresses.add(each.get("address").asText());
                    addAddresses(
                            get("/api/s/" + snapshot + "/objects?limit=1&type="
                                            + each.get("address").asText())
                                    .path("items"),
                            addresses);
                }
            }
        }
        return addresses;
    }

    private static void addAddresses(JsonNode rows, Set<String> addresses) {
        for (JsonNode row : rows) {
            if (addresses.size() < MOST_ADDRESSES && !row.path("address").isNull()) {
                addresses.add(row.get("address").asText());
            }
        }
    }

    private List<String> values(JsonNode parameter) throws IOException {
        var values = new ArrayList<String>();
        if (parameter.has("example")) {
            values.add(parameter.get("example").asText());
        }
        JsonNode schema = parameter.get("schema");
        for (JsonNode choice : schema.path("enum")) {
            values.add(choice.asText());
        }
        for (String end : List.of("minimum", "maximum", "default")) {
            if (schema.has(end)) {
                values.add(schema.get(end).asText());
            }
        }
        if (schema.has("pattern")) {
            values.addAll(addresses(""));
        } else if (values.isEmpty()) {
            values.add("a");
        }
        return values;
    }

    private JsonNode get(String path) throws IOException {
        return JSON.readTree(http.get(path).body());
    }
}
