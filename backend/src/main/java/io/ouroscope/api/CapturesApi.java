package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.workspace.CaptureOrder;
import io.ouroscope.workspace.Job;
import io.ouroscope.workspace.Workspace;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Starting captures. How they go on is told by their jobs.
final class CapturesApi {
    private final Workspace workspace;

    CapturesApi(Workspace workspace) {
        this.workspace = workspace;
    }

    private record Order(
            @Nullable Integer pid,
            @Nullable String label,
            @Nullable Long maxPauseMillis,
            @Nullable Long maxMemoryBytes) {}

    void register(Endpoints routes) {
        routes.post("/api/captures", this::start)
                .describe("Begins to capture a live process", Wire.JobStarted.class)
                .status(202)
                .takes(Order.class);
    }

    private void start(Context ctx) {
        Order order = Json.read(ctx, Order.class);
        Integer pid = order.pid();
        if (pid == null || pid <= 0) {
            throw ApiException.of(400, "bad-body", "pid must be the positive id of a process but was " + pid);
        }
        Job job = workspace.capture(new CaptureOrder(
                pid,
                order.label(),
                positive("maxPauseMillis", order.maxPauseMillis(), CaptureRequest.DEFAULT_MAX_PAUSE_MILLIS),
                positive("maxMemoryBytes", order.maxMemoryBytes(), CaptureRequest.DEFAULT_MAX_MEMORY_BYTES)));
        ctx.status(202);
        Json.send(ctx, new Wire.JobStarted(job.id()));
    }

    private static long positive(String name, @Nullable Long value, long otherwise) {
        if (value != null && value <= 0) {
            throw ApiException.of(400, "bad-body", name + " must be positive but was " + value);
        }
        return Objects.requireNonNullElse(value, otherwise);
    }
}
