package io.ouroscope.api;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.workspace.NotAnalysedException;
import io.ouroscope.workspace.OpenSnapshot;
import io.ouroscope.workspace.Workspace;
import java.util.Map;

/// Opens the snapshot of `/api/s/{id}/…` for the time of a request.
final class InSnapshot {
    /// Not an error (browsers would report one on the console): the analysis is under way.
    private static final int ACCEPTED = 202;

    private final Workspace workspace;
    private final Endpoints routes;

    InSnapshot(Workspace workspace, Endpoints routes) {
        this.workspace = workspace;
        this.routes = routes;
    }

    /// What a request sees.
    ///
    /// @param questions asks what needs a look at the whole heap
    record View(OpenSnapshot open, Analysis analysis, Refs refs, Asking questions) {}

    /// Answers a request about an analysed snapshot.
    @FunctionalInterface
    interface Answer {
        Object of(Context ctx, View view) throws Exception;
    }

    /// Answers GET `/api/s/{id}` + `path`. The answer never changes, but it is secret: nobody stores it.
    Endpoint get(String path, Answer answer) {
        Handler handler = ctx -> {
            try (OpenSnapshot open = workspace.open(SnapshotsApi.find(workspace, ctx))) {
                Analysis analysis = open.analysed().analysis();
                Json.send(
                        ctx,
                        answer.of(ctx, new View(open, analysis, new Refs(analysis), new Asking(workspace, open, ctx))));
            } catch (NotAnalysedException notYet) {
                throw notReady(notYet.jobId());
            }
        };
        return routes.add(new Endpoint(HandlerType.GET, "/api/s/{id}" + path, true), handler);
    }

    private static ApiException notReady(String jobId) {
        return new ApiException(
                ACCEPTED,
                "not-ready",
                "The snapshot is being analysed",
                "Follow /api/jobs/" + jobId + "/events and ask again",
                Map.of("jobId", jobId));
    }
}
