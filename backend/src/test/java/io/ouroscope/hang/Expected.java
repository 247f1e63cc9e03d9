package io.ouroscope.hang;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/// One verdict that must be said of a program, as its table says; what the fields mean: [HangProgram].
record Expected(List<String> kinds, String certainty, List<String> members, int behind, List<String> says) {
    static final Set<String> FIELDS = Set.of("kind", "certainty", "members", "behind", "says");

    static Expected of(JsonNode row) {
        return new Expected(
                texts(row.path("kind")),
                row.path("certainty").asText("possible"),
                texts(row.path("members")),
                row.path("behind").asInt(),
                texts(row.path("says")));
    }

    static List<String> texts(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.asText());
        }
        return StreamSupport.stream(node.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /// `task-deadlock or none`
    String words() {
        return String.join(" or ", kinds);
    }
}
