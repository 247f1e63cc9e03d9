package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.capture.ShellWords;
import io.ouroscope.snapshot.SnapshotInfo;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.StoredSnapshot;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The snapshots there are: list, label, delete.
final class SnapshotsApi {
    private static final int SHORTEST_PREFIX = 12;

    private final Workspace workspace;

    SnapshotsApi(Workspace workspace) {
        this.workspace = workspace;
    }

    private record Change(@Nullable String label) {}

    void register(Endpoints routes) {
        routes.get(
                        "/api/snapshots",
                        ctx -> Json.send(ctx, Paging.of(ctx).of(workspace.snapshots(), SnapshotsApi::wire)))
                .describe(
                        "The snapshots there are, newest first",
                        Endpoint.page(Wire.Snapshot.class),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/api/snapshots/{id}", ctx -> Json.send(ctx, wire(find(workspace, ctx))))
                .describe("One snapshot", Wire.Snapshot.class);
        routes.patch("/api/snapshots/{id}", ctx -> {
                    Change change = Json.read(ctx, Change.class);
                    Json.send(ctx, wire(workspace.label(find(workspace, ctx), change.label())));
                })
                .describe("Gives a snapshot a label", Wire.Snapshot.class)
                .takes(Change.class);
        routes.delete("/api/snapshots/{id}", ctx -> {
                    workspace.delete(find(workspace, ctx));
                    ctx.status(204);
                })
                .describeNoAnswer("Deletes a snapshot's file and all that was derived from it");
    }

    /// The snapshot that the path names by its id or the beginning of it.
    static SnapshotEntry find(Workspace workspace, Context ctx) throws IOException {
        String id = ctx.pathParam("id");
        boolean isId = id.matches("[0-9a-f]{" + SHORTEST_PREFIX + ",64}");
        return (isId ? workspace.find(id) : Optional.<SnapshotEntry>empty())
                .orElseThrow(() -> new ApiException(
                        404,
                        "no-such-snapshot",
                        "There is no snapshot " + id + " here",
                        "Open its link in the browser: the page takes the file and goes on to the place",
                        Map.of("id", id)));
    }

    static Wire.Snapshot wire(SnapshotEntry entry) {
        StoredSnapshot stored = entry.stored();
        SnapshotInfo info = stored.info();
        return new Wire.Snapshot(
                stored.id(),
                stored.fileName(),
                stored.label(),
                stored.fileBytes(),
                Objects.requireNonNullElse(stored.sizeBytes(), stored.fileBytes()),
                info == null ? null : info.pid(),
                info == null || info.process().isEmpty() ? stored.fileName() : info.process(),
                info == null ? "" : ShellWords.join(info.commandLine()),
                info == null ? null : info.host(),
                info == null || info.capturedAt() == null
                        ? null
                        : info.capturedAt().toString(),
                info == null ? null : info.pauseMillis(),
                info == null ? null : info.pythonVersion(),
                Parameters.lower(entry.state()),
                entry.problem(),
                entry.jobId(),
                entry.demo());
    }
}
