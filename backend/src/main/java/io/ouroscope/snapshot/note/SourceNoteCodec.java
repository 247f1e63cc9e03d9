package io.ouroscope.snapshot.note;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ouroscope.snapshot.note.SourceNote.File;
import io.ouroscope.snapshot.note.SourceNote.LeftOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The JSON in [SourceNote]. Tolerant as [NoteCodec]: what is missing or mistyped becomes empty or zero, and whoever
/// reads the files finds that they are not there.
public final class SourceNoteCodec {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// A name in the memory that is not one of a few files: no process has loaded so many.
    private static final int MAX_FILES = 100_000;

    private SourceNoteCodec() {}

    public static byte[] encode(SourceNote note) {
        try {
            return JSON.writeValueAsBytes(note);
        } catch (IOException e) {
            throw new IllegalStateException("A note of source files could not be written as JSON", e);
        }
    }

    /// @throws IOException if `json` is no JSON object
    public static SourceNote decode(byte[] json) throws IOException {
        JsonNode root = JSON.readTree(json);
        if (root == null || !root.isObject()) {
            throw new IOException("it must begin with a JSON object");
        }
        List<File> files = new ArrayList<>();
        for (JsonNode file : root.path("files")) {
            if (files.size() == MAX_FILES) {
                throw new IOException("it lists more than " + MAX_FILES + " files");
            }
            files.add(new File(
                    file.path("name").asText(),
                    file.path("offset").asLong(),
                    file.path("storedBytes").asInt(),
                    file.path("bytes").asInt(),
                    file.path("newer").asBoolean()));
        }
        List<LeftOut> leftOut = new ArrayList<>();
        for (JsonNode each : root.path("leftOut")) {
            List<String> samples = new ArrayList<>();
            each.path("samples").forEach(name -> samples.add(name.asText()));
            leftOut.add(
                    new LeftOut(each.path("reason").asText(), each.path("count").asInt(), List.copyOf(samples)));
        }
        return new SourceNote(root.path("formatVersion").asInt(), List.copyOf(files), List.copyOf(leftOut));
    }
}
