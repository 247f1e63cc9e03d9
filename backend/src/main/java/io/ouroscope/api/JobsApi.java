package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.workspace.Job;
import io.ouroscope.workspace.JobStatus;
import io.ouroscope.workspace.Jobs;
import io.ouroscope.workspace.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Running work: how it stands, its events, cancel.
///
/// A stream of events lives only as long as its job: browsers allow six connections to a host.
final class JobsApi {
    private static final long HEARTBEAT_MILLIS = 5_000;
    private static final long BETWEEN_EVENTS_MILLIS = 100;

    private final Jobs jobs;

    JobsApi(Jobs jobs) {
        this.jobs = jobs;
    }

    void register(Endpoints routes) {
        routes.get(
                        "/api/jobs",
                        ctx -> Json.send(
                                ctx,
                                new Wire.Items<>(jobs.running().stream()
                                        .map(JobsApi::wire)
                                        .toList())))
                .describe("The jobs that run", Endpoint.items(Wire.Job.class));
        routes.get("/api/jobs/{job}", ctx -> Json.send(ctx, wire(job(ctx).status())))
                .describe("How a job stands", Wire.Job.class);
        routes.delete("/api/jobs/{job}", ctx -> {
                    Job job = job(ctx);
                    job.cancel();
                    Json.send(ctx, wire(job.status()));
                })
                .describe("Cancels a job", Wire.Job.class);
        routes.get("/api/jobs/{job}/events", this::events)
                .describeOther(
                        "Server-sent events named job: how it stands (a Job), at most ten a second, until it is over",
                        "text/event-stream");
    }

    static Wire.Job wire(JobStatus status) {
        return new Wire.Job(
                status.id(),
                Parameters.lower(status.kind()),
                status.title(),
                Parameters.lower(status.state()),
                status.stage(),
                status.percent(),
                status.secondsLeft(),
                status.snapshotId(),
                problem(status.problem()));
    }

    private static Wire.@Nullable JobProblem problem(@Nullable Problem problem) {
        return problem == null ? null : new Wire.JobProblem(problem.title(), problem.detail(), problem.hint());
    }

    /// Writes an event for each change, at most ten a second, the last one always, and then closes.
    private void events(Context ctx) throws InterruptedException {
        Job job = job(ctx);
        HttpServletResponse response = ctx.res();
        response.setContentType("text/event-stream; charset=utf-8");
        try (OutputStream stream = response.getOutputStream()) {
            JobStatus status = job.status();
            write(stream, status);
            while (!status.isOver()) {
                JobStatus next = job.awaitChange(status.version(), HEARTBEAT_MILLIS);
                if (!next.isOver() && next.version() != status.version()) {
                    Thread.sleep(BETWEEN_EVENTS_MILLIS);
                    next = job.status();
                }
                status = next;
                write(stream, status);
            }
        } catch (IOException listenerGone) {
            // The page was closed; the job goes on.
        }
    }

    private static void write(OutputStream stream, JobStatus status) throws IOException {
        stream.write(("event: job\ndata: " + Json.text(wire(status)) + "\n\n").getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    private Job job(Context ctx) {
        String id = ctx.pathParam("job");
        return jobs.find(id)
                .orElseThrow(() ->
                        ApiException.of(404, "no-such-job", "There is no job " + id + "; it may have ended long ago"));
    }
}
