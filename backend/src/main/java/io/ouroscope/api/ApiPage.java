package io.ouroscope.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;

/// The API's document as a page for people, at `/api`. It needs no script and holds nothing of a snapshot.
final class ApiPage {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>The API · Ouroscope</title>
            <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
            <script src="/assets/theme.js"></script>
            <link rel="stylesheet" href="/assets/tokens.css">
            <link rel="stylesheet" href="/assets/base.css">
            <link rel="stylesheet" href="/assets/api.css">
            </head>
            <body>
            <main class="api">
            """;

    private final StringBuilder html = new StringBuilder(HEAD);
    private final JsonNode document;

    private ApiPage(JsonNode document) {
        this.document = document;
    }

    static String of(JsonNode document) {
        return new ApiPage(document).write();
    }

    private String write() {
        html.append("<h1>The API</h1>\n<p>%s</p>\n"
                .formatted(escaped(document.at("/info/description").asText())));
        html.append("<p><a href=\"/api/openapi.json\">openapi.json</a>: the same for programs (OpenAPI 3.1)."
                + " <a href=\"/\">Back to the snapshots</a></p>\n");
        html.append("<nav aria-label=\"Parts\"><ul>\n");
        document.get("tags").forEach(tag -> html.append("<li><a href=\"#%1$s\">%1$s</a></li>\n".formatted(name(tag))));
        html.append("</ul></nav>\n");
        document.get("tags").forEach(this::part);
        html.append("<section><h2 id=\"records\">Records</h2>\n");
        document.at("/components/schemas").properties().forEach(this::record);
        return html.append("</section>\n</main>\n</body>\n</html>\n").toString();
    }

    private void part(JsonNode tag) {
        html.append("<section><h2 id=\"%1$s\">%1$s</h2>\n<p class=\"soft\">%2$s</p>\n"
                .formatted(name(tag), escaped(tag.path("description").asText())));
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (operation
                        .getValue()
                        .at("/tags/0")
                        .asText()
                        .equals(tag.get("name").asText())) {
                    operation(operation.getKey(), path.getKey(), operation.getValue());
                }
            }
        }
        html.append("</section>\n");
    }

    private void operation(String method, String path, JsonNode operation) {
        html.append("<article>\n<h3><span class=\"method\">%s</span> <code>%s</code></h3>\n<p>%s.</p>\n%s"
                .formatted(
                        method.toUpperCase(Locale.ROOT),
                        escaped(path),
                        escaped(operation.get("summary").asText()),
                        answer(operation)));
        if (operation.has("parameters")) {
            html.append("<table><thead><tr><th>Parameter</th><th>Value</th><th>Meaning</th></tr></thead><tbody>\n");
            for (JsonNode parameter : operation.get("parameters")) {
                row(
                        name(parameter),
                        value(parameter.get("schema"))
                                + (parameter.path("required").asBoolean() ? ", required" : ""),
                        parameter.path("description").asText());
            }
            html.append("</tbody></table>\n");
        }
        html.append("</article>\n");
    }

    private static String answer(JsonNode operation) {
        var lines = new StringBuilder();
        for (JsonNode reference : operation.path("requestBody").findValues("$ref")) {
            lines.append("<p class=\"soft\">Takes %s</p>\n".formatted(link(reference.asText())));
        }
        for (Map.Entry<String, JsonNode> response : operation.get("responses").properties()) {
            if (response.getKey().startsWith("2")) {
                for (JsonNode reference : response.getValue().findValues("$ref")) {
                    lines.append("<p class=\"soft\">Answers %s with %s</p>\n"
                            .formatted(response.getKey(), link(reference.asText())));
                }
            }
        }
        return lines.toString();
    }

    private void record(Map.Entry<String, JsonNode> record) {
        html.append("<article>\n<h3 id=\"%1$s\"><code>%1$s</code></h3>\n<p>%2$s</p>\n"
                .formatted(
                        escaped(record.getKey()),
                        escaped(record.getValue().path("description").asText())));
        html.append("<table><thead><tr><th>Field</th><th>Value</th><th>Meaning</th></tr></thead><tbody>\n");
        record.getValue()
                .get("properties")
                .properties()
                .forEach(field -> row(
                        escaped(field.getKey()),
                        value(field.getValue()),
                        field.getValue().path("description").asText()));
        html.append("</tbody></table>\n</article>\n");
    }

    /// @param value HTML
    private void row(String name, String value, String meaning) {
        html.append(
                "<tr><td><code>%s</code></td><td>%s</td><td>%s</td></tr>\n".formatted(name, value, escaped(meaning)));
    }

    /// `integer 1–500, 100 unless told`, `live | garbage`, `list of ObjectRow`
    private static String value(JsonNode schema) {
        if (schema.has("$ref")) {
            return link(schema.get("$ref").asText());
        }
        if (schema.has("anyOf")) {
            return value(schema.at("/anyOf/0")) + " or null";
        }
        var text = new StringBuilder();
        if (schema.has("enum")) {
            schema.get("enum")
                    .forEach(each -> text.append(text.isEmpty() ? "" : " | ").append(each.asText()));
        } else if (schema.has("items")) {
            text.append("list of ").append(value(schema.get("items")));
        } else if (schema.get("type").isArray()) {
            text.append(schema.at("/type/0").asText()).append(" or null");
        } else {
            text.append(schema.has("pattern") ? "address" : schema.get("type").asText());
        }
        if (schema.has("minimum")) {
            text.append(" from ").append(schema.get("minimum").asText());
        }
        if (schema.has("maximum")) {
            text.append(" to ").append(schema.get("maximum").asText());
        }
        if (schema.has("default")) {
            text.append(", ").append(escaped(schema.get("default").asText())).append(" unless told");
        }
        return text.toString();
    }

    private static String link(String reference) {
        String name = escaped(reference.substring(reference.lastIndexOf('/') + 1));
        return "<a href=\"#%1$s\"><code>%1$s</code></a>".formatted(name);
    }

    private static String name(JsonNode node) {
        return escaped(node.get("name").asText());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
