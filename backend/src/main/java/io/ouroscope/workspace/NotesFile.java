package io.ouroscope.workspace;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes as JSON: the file beside a snapshot, what travels in a compressed one, and what is exported.
///
/// Whoever wrote it is not trusted: an entry that is not as ours are is passed over.
///
/// @param snapshot the id of the content the notes belong to
/// @param sizeBytes of the uncompressed content, so that a file cut short is noticed; 0 where that is not known
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record NotesFile(
        int format,
        @Nullable String snapshot,
        long sizeBytes,
        @Nullable List<@Nullable Entry> notes) {
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            @Nullable String id,
            @Nullable String path,
            @Nullable String title,
            @Nullable String text,
            @Nullable String createdAt,
            @Nullable String changedAt,
            int version) {

        static Entry of(Note note) {
            return new Entry(
                    note.id(),
                    note.path(),
                    note.title(),
                    note.text(),
                    note.createdAt().toString(),
                    note.changedAt().toString(),
                    note.version());
        }

        /// The note, null if it is none of ours.
        @Nullable
        Note note() {
            if (id == null || path == null || title == null || text == null || createdAt == null || changedAt == null) {
                return null;
            }
            try {
                var note = new Note(
                        id,
                        path,
                        title,
                        text,
                        Instant.parse(createdAt),
                        Instant.parse(changedAt),
                        Math.max(1, version));
                return id.matches("[0-9a-f]{16}") && NoteRules.problem(new Note.Draft(path, title, text)) == null
                        ? note
                        : null;
            } catch (DateTimeException wrong) {
                return null;
            }
        }
    }

    static NotesFile of(String snapshot, long sizeBytes, List<Note> notes) {
        List<@Nullable Entry> entries = new ArrayList<>();
        notes.forEach(note -> entries.add(Entry.of(note)));
        return new NotesFile(FORMAT, snapshot, sizeBytes, entries);
    }

    /// What `json` says; nothing if it is not ours.
    static NotesFile read(byte[] json) {
        NotesFile read = readOwn(json);
        return read == null ? new NotesFile(FORMAT, null, 0, List.of()) : read;
    }

    /// What `json` says; null if it is not ours.
    static @Nullable NotesFile readOwn(byte[] json) {
        try {
            NotesFile read = JSON.readValue(json, NotesFile.class);
            return read == null || read.format != FORMAT ? null : read;
        } catch (JacksonException | IllegalArgumentException notOurs) {
            return null;
        } catch (IOException impossible) {
            return null;
        }
    }

    /// Whether [#all] has every entry.
    boolean isWhole() {
        return notes != null && all().size() == notes.size();
    }

    byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JacksonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    List<Note> all() {
        var all = new ArrayList<Note>();
        for (Entry entry : notes == null ? List.<Entry>of() : notes) {
            Note note = entry == null ? null : entry.note();
            if (note != null && all.size() < NoteRules.MOST_NOTES) {
                all.add(note);
            }
        }
        return all;
    }
}
