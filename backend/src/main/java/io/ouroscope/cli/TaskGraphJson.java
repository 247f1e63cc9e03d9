package io.ouroscope.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ouroscope.analysis.tasks.Filter;
import io.ouroscope.analysis.tasks.FoundText;
import io.ouroscope.analysis.tasks.NodeState;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.tasks.TaskRow;
import io.ouroscope.analysis.tasks.TextMatches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Locale;

/// The task graph as JSON: `nodes`, `edges` and `cycles`, the last each with the addresses of one shortest way round
/// (`nodes`, in waiting order, futures included) and of all that wait for each other (`members`).
final class TaskGraphJson {
    private TaskGraphJson() {}

    static void print(TaskGraph tasks, Output out) throws IOException {
        try (JsonGenerator json = CliJson.stream(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("nodes");
            for (int node = 0; node < tasks.nodeCount(); node++) {
                node(tasks.row(node), json);
            }
            json.writeEndArray();
            json.writeRaw('\n');
            json.writeArrayFieldStart("edges");
            edges(tasks, json);
            json.writeEndArray();
            json.writeRaw('\n');
            json.writeArrayFieldStart("cycles");
            for (int cycle = 0; cycle < tasks.cycleCount(); cycle++) {
                json.writeRaw('\n');
                json.writeStartObject();
                addresses("nodes", tasks.cycleAddresses(cycle), json);
                addresses("members", tasks.cycleMembers(cycle), json);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    /// Those that have a text, each with where it stands.
    static void printFound(TaskGraph tasks, TextMatches matches, Output out) throws IOException {
        try (JsonGenerator json = CliJson.stream(out)) {
            json.writeStartArray();
            var all = new Filter(matches, EnumSet.allOf(NodeState.class));
            for (TaskRow row : tasks.roots(all, 0, matches.size()).rows()) {
                json.writeRaw('\n');
                json.writeStartObject();
                fields(row, json);
                FoundText found = tasks.where(row.address(), matches);
                if (found != null) {
                    json.writeObjectFieldStart("found");
                    json.writeStringField("where", found.where().name().toLowerCase(Locale.ROOT));
                    text("function", found.place().function(), json);
                    text("variable", found.variable(), json);
                    json.writeStringField("text", found.before() + found.hit() + found.after());
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeRaw('\n');
        }
    }

    private static void node(TaskRow row, JsonGenerator json) throws IOException {
        json.writeRaw('\n');
        json.writeStartObject();
        fields(row, json);
        json.writeEndObject();
    }

    private static void fields(TaskRow row, JsonGenerator json) throws IOException {
        json.writeStringField("address", Addresses.hex(row.address()));
        json.writeStringField("kind", row.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("name", row.name());
        text("coroutine", row.coroutine(), json);
        text("file", row.place().file(), json);
        if (row.place().line() > 0) {
            json.writeNumberField("line", row.place().line());
        } else {
            json.writeNullField("line");
        }
        json.writeStringField("state", row.state().name().toLowerCase(Locale.ROOT));
    }

    private static void edges(TaskGraph tasks, JsonGenerator json) {
        tasks.edges((from, to, kind) -> {
            try {
                json.writeRaw('\n');
                json.writeStartObject();
                json.writeStringField("from", Addresses.hex(from));
                json.writeStringField("to", Addresses.hex(to));
                json.writeStringField("kind", kind.word());
                json.writeEndObject();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private static void addresses(String name, long[] addresses, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (long address : addresses) {
            json.writeString(Addresses.hex(address));
        }
        json.writeEndArray();
    }

    /// Null where nothing is known.
    private static void text(String name, String text, JsonGenerator json) throws IOException {
        if (text.isEmpty()) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, text);
        }
    }
}
