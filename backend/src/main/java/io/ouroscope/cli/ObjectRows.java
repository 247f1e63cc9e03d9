package io.ouroscope.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.python.discovery.Census;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/// Writes objects one by one as they are read; nothing grows with their number.
final class ObjectRows {
    static final String CSV_HEADER = "address,type,size_bytes,memory_bytes,state";
    private static final int CHECK_EVERY = 1 << 12;

    private final Census census;
    private final Analysis analysis;
    private final boolean[] wantedTypes;
    private final boolean[] wantedStates = new boolean[ObjectState.values().length];
    private final String[] stateNames;
    private final Cancellation cancellation;

    /// @param type full name of the only type wanted, empty for all
    /// @param states names of the states wanted
    ObjectRows(Analysis analysis, String type, Collection<String> states, Cancellation cancellation) {
        this.analysis = analysis;
        this.cancellation = cancellation;
        census = analysis.process().census();
        wantedTypes = new boolean[census.types().size()];
        for (int i = 0; i < wantedTypes.length; i++) {
            wantedTypes[i] = type.isEmpty() || census.types().get(i).name().equals(type);
        }
        stateNames = Arrays.stream(ObjectState.values())
                .map(state -> state.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        for (int i = 0; i < stateNames.length; i++) {
            wantedStates[i] = states.contains(stateNames[i]);
        }
    }

    /// Gets what a row says.
    private interface Writer {
        void row(long object, String type, long sizeBytes, long memoryBytes, String state) throws IOException;
    }

    void csv(Output out) throws IOException {
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

    void json(Output out) throws IOException {
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

    void text(Output out) throws IOException {
        String form = "%-18s %10s %10s  %-7s  %s";
        out.line(String.format(Locale.ROOT, form, "ADDRESS", "SIZE", "MEMORY", "STATE", "OBJECT"));
        each((object, type, size, memory, state) -> out.line(PlainText.of(String.format(
                Locale.ROOT,
                form,
                Addresses.hex(object),
                size,
                memory,
                state,
                type + "  " + analysis.previewer().text(object)))));
    }

    private void each(Writer writer) throws IOException {
        String[] typeNames = census.types().stream().map(type -> type.name()).toArray(String[]::new);
        for (int node = 0; node < census.size(); node++) {
            if (node % CHECK_EVERY == 0 && cancellation.isRequested()) {
                throw new CancelledException();
            }
            int type = census.typeIndex(node);
            int state = analysis.state(node).ordinal();
            if (wantedTypes[type] && wantedStates[state]) {
                long object = census.address(node);
                writer.row(
                        object,
                        typeNames[type],
                        analysis.sizeBytes(node),
                        analysis.memoryBytes(node),
                        stateNames[state]);
            }
        }
    }
}
