package io.ouroscope.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.query.MatchDetails;
import io.ouroscope.analysis.query.ObjectMatches;
import io.ouroscope.analysis.query.ObjectQuery;
import io.ouroscope.analysis.query.ObjectSearch;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.python.discovery.Census;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;

/// Writes objects one by one as they are read; nothing grows with their number.
final class ObjectRows implements Listing.Rows {
    private static final String CSV_HEADER = "address,type,size_bytes,memory_bytes,state";
    private static final int CHECK_EVERY = 1 << 12;

    private static final String[] STATES = Arrays.stream(ObjectState.values())
            .map(state -> state.name().toLowerCase(Locale.ROOT))
            .toArray(String[]::new);

    private final Census census;
    private final Analysis analysis;
    private final ObjectMatches matches;
    private final MatchDetails details;
    private final Cancellation cancellation;

    private ObjectRows(Analysis analysis, ObjectQuery query, ObjectMatches matches, Cancellation cancellation) {
        this.analysis = analysis;
        this.matches = matches;
        this.cancellation = cancellation;
        census = analysis.process().census();
        details = new MatchDetails(analysis.process().heap(), query);
    }

    /// Finds the objects; what could not be searched is told on the terminal.
    static ObjectRows find(Analysis analysis, ObjectQuery query, Session session) {
        var matches = new ObjectMatches(analysis, query.order());
        ObjectSearch.run(analysis, query, matches, session.progress());
        session.terminal().clear();
        int undecided = matches.page(0, 0).undecided();
        if (undecided > 0) {
            session.terminal()
                    .say(undecided + " texts could not be searched to the end: not in the snapshot, or too long for a"
                            + " regular expression.");
        }
        return new ObjectRows(analysis, query, matches, session.cancellation());
    }

    /// Gets what a row says.
    private interface Writer {
        void row(long object, String type, long sizeBytes, long memoryBytes, String state) throws IOException;
    }

    @Override
    public void csv(Output out) {
        out.print(CSV_HEADER + Csv.END);
        var line = new StringBuilder();
        each((object, type, size, memory, state) -> {
            line.setLength(0);
            line.append("0x").append(Long.toHexString(object)).append(',').append(Csv.field(type));
            line.append(',')
                    .append(size)
                    .append(',')
                    .append(memory)
                    .append(',')
                    .append(state)
                    .append(Csv.END);
            out.print(line.toString());
        });
    }

    @Override
    public void json(Output out) throws IOException {
        try (JsonGenerator json = CliJson.stream(out)) {
            json.writeStartArray();
            each((object, type, size, memory, state) -> {
                json.writeRaw('\n');
                json.writeStartObject();
                json.writeStringField("address", Addresses.hex(object));
                json.writeStringField("type", type);
                json.writeNumberField("sizeBytes", size);
                json.writeNumberField("memoryBytes", memory);
                json.writeStringField("state", state);
                json.writeEndObject();
            });
            json.writeEndArray();
            json.writeRaw('\n');
        }
    }

    @Override
    public void text(Output out) {
        String form = "%-18s %10s %10s  %-7s  %s";
        out.line(String.format(Locale.ROOT, form, "ADDRESS", "SIZE", "MEMORY", "STATE", "OBJECT"));
        each((object, type, size, memory, state) -> out.line(PlainText.of(String.format(
                Locale.ROOT, form, Addresses.hex(object), size, memory, state, type + "  " + shown(object)))));
    }

    private void each(Writer writer) {
        String[] typeNames = census.types().stream().map(type -> type.name()).toArray(String[]::new);
        int[] written = {0};
        matches.forEach(node -> {
            if (written[0]++ % CHECK_EVERY == 0 && cancellation.isRequested()) {
                throw new CancelledException();
            }
            try {
                writer.row(
                        census.address(node),
                        typeNames[census.typeIndex(node)],
                        analysis.sizeBytes(node),
                        analysis.memoryBytes(node),
                        STATES[analysis.state(node).ordinal()]);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /// As Python would write it, or what stands around the text that was looked for.
    private String shown(long object) {
        MatchDetails.Excerpt excerpt = details.excerpt(object);
        if (excerpt == null) {
            return analysis.previewer().text(object);
        }
        return (excerpt.isCutBefore() ? "…" : "")
                + excerpt.before()
                + excerpt.match()
                + excerpt.after()
                + (excerpt.isCutAfter() ? "…" : "");
    }
}
