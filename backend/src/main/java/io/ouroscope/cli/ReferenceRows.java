package io.ouroscope.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.discovery.Census;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;

/// Writes references one by one as they are read: the roots' first, then those of each object, in address order.
/// Owners are objects that are alive or wait for the collector; an object that refers to another twice has two rows.
final class ReferenceRows implements Listing.Rows {
    private static final String CSV_HEADER = "from,to,class,label";
    private static final String ROOT = "root";
    private static final int CHECK_EVERY = 1 << 10;
    private static final String[] CLASSES = Arrays.stream(EdgeClass.values())
            .map(edge -> edge.name().toLowerCase(Locale.ROOT))
            .toArray(String[]::new);

    private final Analysis analysis;
    private final Census census;
    private final Cancellation cancellation;

    ReferenceRows(Analysis analysis, Cancellation cancellation) {
        this.analysis = analysis;
        this.cancellation = cancellation;
        census = analysis.process().census();
    }

    /// Gets what a row says.
    private interface Writer {
        /// @param from address of the owner, 0 for a root
        void row(long from, long to, String edge, String label) throws IOException;
    }

    @Override
    public void csv(Output out) throws IOException {
        out.print(CSV_HEADER + Csv.END);
        var line = new StringBuilder();
        each((from, to, edge, label) -> {
            line.setLength(0);
            line.append(from == 0 ? "" : Addresses.hex(from)).append(',');
            line.append(Addresses.hex(to)).append(',').append(edge).append(',');
            line.append(Csv.field(label)).append(Csv.END);
            out.print(line.toString());
        });
    }

    @Override
    public void json(Output out) throws IOException {
        try (JsonGenerator json = CliJson.stream(out)) {
            json.writeStartArray();
            each((from, to, edge, label) -> {
                json.writeRaw('\n');
                json.writeStartObject();
                json.writeStringField("from", from == 0 ? null : Addresses.hex(from));
                json.writeStringField("to", Addresses.hex(to));
                json.writeStringField("class", edge);
                json.writeStringField("label", label);
                json.writeEndObject();
            });
            json.writeEndArray();
            json.writeRaw('\n');
        }
    }

    @Override
    public void text(Output out) throws IOException {
        String form = "%-18s %-18s %-12s  %s";
        out.line(String.format(Locale.ROOT, form, "FROM", "TO", "CLASS", "LABEL"));
        each((from, to, edge, label) -> out.line(PlainText.of(String.format(
                Locale.ROOT, form, from == 0 ? "" : Addresses.hex(from), Addresses.hex(to), edge, label))));
    }

    private void each(Writer writer) throws IOException {
        analysis.roots().each((kind, target, counted, label) -> {
            int node = census.node(target);
            if (node >= 0 && kind.holds()) {
                write(writer, 0, target, ROOT, label.get());
            }
        });
        for (int node = 0; node < census.size(); node++) {
            if (node % CHECK_EVERY == 0 && cancellation.isRequested()) {
                throw new CancelledException();
            }
            ObjectState state = analysis.state(node);
            if (state != ObjectState.LIVE && state != ObjectState.GARBAGE) {
                continue;
            }
            long owner = census.address(node);
            if (isHeldByNativeCode(node, state)) {
                write(
                        writer,
                        0,
                        owner,
                        ROOT,
                        "native code (" + analysis.accounting().unexplained(node) + " unexplained)");
            }
            analysis.labels().each(owner, label -> {
                if (census.node(label.target()) >= 0) {
                    write(writer, owner, label.target(), CLASSES[label.edge().ordinal()], label.text());
                }
            });
        }
    }

    /// Numbers, texts and other plain values are held by C code in many places; that says nothing of them.
    private boolean isHeldByNativeCode(int node, ObjectState state) {
        return state == ObjectState.LIVE
                && analysis.accounting().unexplained(node) > 0
                && census.type(node).hasGc();
    }

    private static void write(Writer writer, long from, long to, String edge, String label) {
        try {
            writer.row(from, to, edge, label);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
