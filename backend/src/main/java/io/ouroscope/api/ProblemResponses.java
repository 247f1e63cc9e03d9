package io.ouroscope.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns exceptions into `application/problem+json` (RFC 9457).
///
/// A bug answers 500 with an id that the log names beside the stack trace; the answer itself tells nothing of the
/// inside.
final class ProblemResponses {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemResponses.class);

    static final String CONTENT_TYPE = "application/problem+json";
    private static final String BUG = "This is a bug in Ouroscope";

    private ProblemResponses() {}

    static void register(RoutesConfig routes) {
        routes.exception(
                ApiException.class,
                (refused, ctx) -> send(
                        ctx, refused.status(), refused.type(), null, refused.detail(), refused.hint(), refused.more()));
        routes.exception(
                HttpResponseException.class,
                (refused, ctx) -> send(
                        ctx,
                        refused.getStatus(),
                        "http-" + refused.getStatus(),
                        null,
                        message(refused),
                        null,
                        Map.of()));
        routes.exception(Exception.class, ProblemResponses::other);
    }

    /// Errors of the virtual machine: a mapped file that was cut short, memory that ran out. Javalin gives them no
    /// context.
    static void error(HttpServletResponse response, Error failure) {
        Problem problem = Problems.explain(failure);
        Map<String, @Nullable Object> body;
        if (problem == null) {
            String id = UUID.randomUUID().toString();
            LOG.error("Bug {}", id, failure);
            body = body(500, "bug", BUG, bugDetail(id), null, Map.of("id", id));
        } else {
            body = body(
                    status(problem.kind()),
                    type(problem.kind()),
                    problem.title(),
                    problem.detail(),
                    problem.hint(),
                    Map.of());
        }
        response.setStatus(problem == null ? 500 : status(problem.kind()));
        response.setContentType(CONTENT_TYPE);
        try {
            response.getOutputStream().write(Json.bytes(body));
        } catch (IOException gone) {
            LOG.debug("Nobody waits for the answer any more", gone);
        }
    }

    private static void other(Exception failure, Context ctx) {
        Problem problem = Problems.explain(failure);
        if (problem != null) {
            send(
                    ctx,
                    status(problem.kind()),
                    type(problem.kind()),
                    problem.title(),
                    problem.detail(),
                    problem.hint(),
                    Map.of());
            return;
        }
        String id = UUID.randomUUID().toString();
        LOG.error("Bug {} while answering {} {}", id, ctx.method(), ctx.path(), failure);
        send(ctx, 500, "bug", BUG, bugDetail(id), null, Map.of("id", id));
    }

    private static String bugDetail(String id) {
        return "Please report it with the lines that the log has under " + id + ".";
    }

    private static int status(Problem.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> 404;
            case NO_RIGHT -> 403;
            case NOT_PYTHON, NOT_SNAPSHOT, OTHER -> 422;
        };
    }

    private static String type(Problem.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> "not-found";
            case NO_RIGHT -> "missing-right";
            case NOT_PYTHON -> "not-python";
            case NOT_SNAPSHOT, OTHER -> "cannot-do";
        };
    }

    private static void send(
            Context ctx,
            int status,
            String type,
            @Nullable String title,
            String detail,
            @Nullable String hint,
            Map<String, Object> more) {
        ctx.status(status).contentType(CONTENT_TYPE).result(Json.bytes(body(status, type, title, detail, hint, more)));
    }

    private static Map<String, @Nullable Object> body(
            int status,
            String type,
            @Nullable String title,
            String detail,
            @Nullable String hint,
            Map<String, Object> more) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("type", "/problems/" + type);
        body.put("title", title != null ? title : HttpStatus.forStatus(status).getMessage());
        body.put("status", status);
        body.put("detail", detail);
        if (hint != null) {
            body.put("hint", hint);
        }
        body.putAll(more);
        return body;
    }

    private static String message(Exception failure) {
        return String.valueOf(failure.getMessage());
    }
}
