package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.workspace.Note;
import io.ouroscope.workspace.Notes;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The notes of a snapshot: list, write, change, delete, take along. They need no analysis.
final class NotesApi {
    private final Workspace workspace;
    private final Notes notes;

    NotesApi(Workspace workspace) {
        this.workspace = workspace;
        notes = workspace.store().notes();
    }

    /// A note.
    ///
    /// @param path the place in the snapshot, what follows `/s/{id}` in its URL
    /// @param title what the place was called
    /// @param version to be sent along with a change
    record NoteRow(
            String id, String path, String title, String text, String createdAt, String changedAt, int version) {}

    /// A part of the notes.
    ///
    /// @param problem what is wrong with the file they are kept in
    record NotesPage(long total, long offset, int limit, List<NoteRow> items, Wire.@Nullable JobProblem problem) {}

    /// What the reader writes; `version` is that of the note which is changed.
    record NoteDraft(
            @Nullable String path,
            @Nullable String title,
            @Nullable String text,
            @Nullable Integer version) {}

    /// How many notes an import added or changed.
    record Imported(int taken) {}

    void register(Endpoints routes) {
        String all = "/api/snapshots/{id}/notes";
        routes.get(all, this::list)
                .describe(
                        "The notes of a snapshot, newest first",
                        NotesPage.class,
                        Parameter.text("filter", "Text in a note, the title or path of its place"),
                        Parameter.text("path", "Only notes pinned to the place with this path, whatever its query"),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.post(all, this::add)
                .describe("Pins a note to a place", NoteRow.class)
                .takes(NoteDraft.class)
                .status(201);
        routes.patch(all + "/{note}", this::change)
                .describe("Changes a note, unless somebody else did meanwhile (409)", NoteRow.class)
                .takes(NoteDraft.class);
        routes.delete(all + "/{note}", this::remove).describeNoAnswer("Deletes a note");
        routes.get(all + ".json", this::export)
                .describeOther("All notes of a snapshot, to take along", "application/json");
        routes.put(all + ".json", this::merge)
                .describe("Adds notes that were taken along; of two states the later one stays", Imported.class);
    }

    private void list(Context ctx) throws IOException {
        String filter = Parameters.text(ctx, "filter").toLowerCase(Locale.ROOT);
        String path = Parameters.text(ctx, "path");
        List<Note> found = notes.of(id(ctx)).stream()
                .filter(note -> path.isEmpty() || isAt(note, path))
                .filter(note -> filter.isEmpty() || contains(note, filter))
                .toList();
        Wire.Page<NoteRow> page = Paging.of(ctx).of(found, NotesApi::wire);
        Problem problem = notes.problem(id(ctx));
        Json.send(
                ctx,
                new NotesPage(
                        page.total(),
                        page.offset(),
                        page.limit(),
                        page.items(),
                        problem == null
                                ? null
                                : new Wire.JobProblem(problem.title(), problem.detail(), problem.hint())));
    }

    /// Whether the note is pinned to the place with this path, in whatever state (query) it was.
    private static boolean isAt(Note note, String path) {
        int query = note.path().indexOf('?');
        return (query < 0 ? note.path() : note.path().substring(0, query)).equals(path);
    }

    private static boolean contains(Note note, String lower) {
        return note.text().toLowerCase(Locale.ROOT).contains(lower)
                || note.title().toLowerCase(Locale.ROOT).contains(lower)
                || note.path().toLowerCase(Locale.ROOT).contains(lower);
    }

    private void add(Context ctx) throws IOException {
        String id = id(ctx);
        Note note = notes.add(id, draft(Json.read(ctx, NoteDraft.class)));
        ctx.status(201);
        Json.send(ctx, wire(note));
    }

    private void change(Context ctx) throws IOException {
        String id = id(ctx);
        NoteDraft sent = Json.read(ctx, NoteDraft.class);
        Integer version = sent.version();
        if (version == null) {
            throw ApiException.of(400, "bad-body", "A change names the version of the note it changes");
        }
        try {
            Note changed = notes.change(id, ctx.pathParam("note"), version, draft(sent));
            if (changed == null) {
                throw noNote(ctx);
            }
            Json.send(ctx, wire(changed));
        } catch (Notes.ConflictException conflict) {
            throw new ApiException(
                    409,
                    "note-changed",
                    String.valueOf(conflict.getMessage()),
                    "Read what it says now, then change that",
                    Map.of("now", wire(conflict.now())));
        }
    }

    private void remove(Context ctx) throws IOException {
        if (!notes.remove(id(ctx), ctx.pathParam("note"))) {
            throw noNote(ctx);
        }
        ctx.status(204);
    }

    private void export(Context ctx) throws IOException {
        SnapshotEntry entry = SnapshotsApi.find(workspace, ctx);
        String id = Objects.requireNonNull(entry.stored().id());
        ctx.header("Content-Disposition", "attachment; filename=\"notes-" + id.substring(0, 12) + ".json\"");
        ctx.contentType("application/json")
                .result(notes.export(
                        id, Objects.requireNonNullElse(entry.stored().sizeBytes(), 0L)));
    }

    private void merge(Context ctx) throws IOException {
        String id = id(ctx);
        int taken = notes.merge(id, Json.largeBody(ctx));
        if (taken < 0) {
            throw ApiException.of(
                    422, "other-notes", "The file holds no notes of this snapshot", "Export them from a Notes page");
        }
        Json.send(ctx, new Imported(taken));
    }

    private String id(Context ctx) throws IOException {
        return Objects.requireNonNull(SnapshotsApi.find(workspace, ctx).stored().id());
    }

    private static Note.Draft draft(NoteDraft sent) {
        return new Note.Draft(
                Objects.requireNonNullElse(sent.path(), ""),
                Objects.requireNonNullElse(sent.title(), ""),
                Objects.requireNonNullElse(sent.text(), ""));
    }

    private static ApiException noNote(Context ctx) {
        return ApiException.of(
                404, "no-such-note", "There is no note " + ctx.pathParam("note") + "; it may have been deleted");
    }

    private static NoteRow wire(Note note) {
        return new NoteRow(
                note.id(),
                note.path(),
                note.title(),
                note.text(),
                note.createdAt().toString(),
                note.changedAt().toString(),
                note.version());
    }
}
