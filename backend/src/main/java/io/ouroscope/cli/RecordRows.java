package io.ouroscope.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ouroscope.progress.CancelledException;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;

/// Writes records one by one, each made when it is written: JSON as the record is, CSV and text as [Form] says.
final class RecordRows<T extends Record> implements Listing.Rows {
    private static final int CHECK_EVERY = 1 << 10;

    private final int count;
    private final IntFunction<T> rows;
    private final Form<T> form;
    private final Cancellation cancellation;

    /// How a record is written where it is not JSON.
    interface Form<T> {
        /// Names of the fields, with the unit where they have one.
        List<String> csvHeader();

        List<String> csv(T row);

        String textHeader();

        String text(T row);
    }

    RecordRows(int count, IntFunction<T> rows, Form<T> form, Cancellation cancellation) {
        this.count = count;
        this.rows = rows;
        this.form = form;
        this.cancellation = cancellation;
    }

    @Override
    public void csv(Output out) {
        out.print(String.join(",", form.csvHeader()) + Csv.END);
        for (int i = 0; i < count; i++) {
            out.print(String.join(",", form.csv(row(i)).stream().map(Csv::field).toList()) + Csv.END);
        }
    }

    @Override
    public void json(Output out) throws IOException {
        try (JsonGenerator json = CliJson.stream(out)) {
            json.writeStartArray();
            for (int i = 0; i < count; i++) {
                json.writeRaw('\n');
                json.writeObject(row(i));
            }
            json.writeEndArray();
            json.writeRaw('\n');
        }
    }

    @Override
    public void text(Output out) {
        out.line(form.textHeader());
        for (int i = 0; i < count; i++) {
            out.line(PlainText.of(form.text(row(i))));
        }
    }

    private T row(int index) {
        if (index % CHECK_EVERY == 0 && cancellation.isRequested()) {
            throw new CancelledException();
        }
        return rows.apply(index);
    }
}
