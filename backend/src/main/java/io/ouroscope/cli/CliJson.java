package io.ouroscope.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Results as JSON.
final class CliJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private CliJson() {}

    /// One value, indented, with a line end.
    static void print(Output out, Object value) {
        try {
            out.line(MAPPER.writer(new DefaultPrettyPrinter()).writeValueAsString(value));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Writes a long list one element at a time; the caller closes it.
    static JsonGenerator stream(Output out) throws IOException {
        JsonGenerator generator = MAPPER.createGenerator(out);
        generator.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
        return generator;
    }
}
