package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.workspace.Job;
import io.ouroscope.workspace.JobStatus;
import io.ouroscope.workspace.ProblemException;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Snapshots that come and go: uploads, which are announced first so that their end can be asked for whatever becomes
/// of the connection, and downloads, compressed on the way. Neither is ever held in memory.
final class TransfersApi {
    private static final Logger LOG = LoggerFactory.getLogger(TransfersApi.class);

    private final Workspace workspace;

    TransfersApi(Workspace workspace) {
        this.workspace = workspace;
    }

    /// What a file that will be uploaded is called, and how many bytes it has.
    record Announcement(@Nullable String name, @Nullable Long sizeBytes) {}

    void register(Endpoints routes) {
        routes.post("/api/uploads", this::announce)
                .describe(
                        "Announces an upload; its bytes are to follow within a minute, with PUT", Wire.JobStarted.class)
                .takes(Announcement.class)
                .status(202);
        routes.put("/api/uploads/{job}", this::receive)
                .describe(
                        "Takes a snapshot's file, plain or compressed with zstd, as application/octet-stream."
                                + " Answers when it is kept; the same content is kept once",
                        Wire.Job.class);
        routes.get("/api/snapshots/{id}/file", this::send)
                .describeOther(
                        "The snapshot compressed with zstd, its notes in a frame that zstd passes over",
                        "application/zstd");
    }

    private void announce(Context ctx) {
        Announcement announced = Json.read(ctx, Announcement.class);
        String name = announced.name();
        long sizeBytes = Objects.requireNonNullElse(announced.sizeBytes(), 0L);
        if (name == null || name.isBlank() || sizeBytes < 0) {
            throw ApiException.of(400, "bad-body", "An upload has a name and a size of 0 or more bytes");
        }
        ctx.status(202);
        Json.send(
                ctx,
                new Wire.JobStarted(
                        workspace.imports().announce(name, sizeBytes).id()));
    }

    /// Answers when all is received, checked and kept, or has failed.
    private void receive(Context ctx) throws IOException, InterruptedException {
        String type = String.valueOf(ctx.contentType()).toLowerCase(Locale.ROOT);
        if (!type.equals("application/octet-stream")) {
            throw ApiException.of(415, "content-type", "A file is sent as application/octet-stream, not " + type);
        }
        Job job = workspace
                .jobs()
                .find(ctx.pathParam("job"))
                .filter(each -> each.status().kind() == JobStatus.Kind.IMPORT)
                .orElseThrow(() -> noUpload(ctx));
        InputStream body = ctx.req().getInputStream();
        if (!workspace.imports().supply(job, body)) {
            throw noUpload(ctx);
        }
        JobStatus end = job.awaitEnd();
        if (end.problem() != null) {
            throw new ProblemException(end.problem());
        }
        Json.send(ctx, JobsApi.wire(end));
    }

    private static ApiException noUpload(Context ctx) {
        return ApiException.of(
                404,
                "no-such-upload",
                "No upload " + ctx.pathParam("job") + " waits for its bytes",
                "Announce it with POST /api/uploads first");
    }

    private void send(Context ctx) throws IOException {
        SnapshotEntry entry = SnapshotsApi.find(workspace, ctx);
        if (entry.problem() != null
                || entry.stored().id() == null
                || entry.stored().sizeBytes() == null) {
            throw ApiException.of(409, "not-readable", "This snapshot cannot be downloaded: " + entry.problem());
        }
        ctx.contentType("application/zstd");
        ctx.header("Content-Disposition", "attachment; filename=\"" + fileName(entry) + "\"");
        OutputStream out = ctx.res().getOutputStream();
        try {
            workspace.store().send(entry.stored(), out, Progress.NONE);
        } catch (IOException | RuntimeException broken) {
            // What was sent so far must not look like a whole file: the connection is cut.
            LOG.debug("The download of {} ended early", entry.stored().file(), broken);
            ServletContextRequest.getServletContextRequest(ctx.req())
                    .getServletChannel()
                    .abort(broken);
        }
    }

    /// The name of the file with `.core.zst` at its end. Names in the store can be anything.
    private static String fileName(SnapshotEntry entry) {
        String name = entry.stored().fileName().replaceAll("[^A-Za-z0-9._-]+", "_");
        String stem = name.endsWith(CompressedSnapshot.SUFFIX)
                ? name.substring(0, name.length() - CompressedSnapshot.SUFFIX.length())
                : name;
        return (stem.endsWith(".core") ? stem : stem + ".core") + CompressedSnapshot.SUFFIX;
    }
}
