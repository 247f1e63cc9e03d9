package io.ouroscope.api;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.ouroscope.workspace.Grant;
import io.ouroscope.workspace.Grants;
import io.ouroscope.workspace.Job;
import io.ouroscope.workspace.JobStatus;
import io.ouroscope.workspace.Jobs;
import io.ouroscope.workspace.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who may ask for what, decided before any endpoint, here and nowhere else.
///
/// Without a token (loopback) everybody who gets here may do everything. With one, there are those who have shown it,
/// who may do the same; those whom a link was shared with, who may look at its snapshot ([#isShared]); and all others,
/// who get the empty page and may show a key. What is not named here is refused, so an endpoint that is added later is
/// closed to guests unless it answers GET below `/api/s/{id}/`.
final class Access {
    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD);
    /// A guest names the snapshot by its whole id: the beginning of it could be that of another one, too.
    private static final Pattern OF_SNAPSHOT =
            Pattern.compile("/api/(s|snapshots)/([0-9a-f]{64})((?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*)");
    private static final Pattern OF_JOB = Pattern.compile("/api/jobs/([0-9a-f]+)(/events)?");

    private static final Set<JobStatus.Kind> GUESTS_JOBS = Set.of(JobStatus.Kind.ANALYSE, JobStatus.Kind.QUESTION);

    private final @Nullable Secret token;
    private final Sessions sessions;
    private final Grants grants;
    private final Jobs jobs;

    Access(@Nullable Secret token, Sessions sessions, Grants grants, Jobs jobs) {
        this.token = token;
        this.sessions = sessions;
        this.grants = grants;
        this.jobs = jobs;
    }

    /// Who asks.
    ///
    /// @param owner may do everything
    /// @param active shared links that open something now
    /// @param over shared links that did
    record Visitor(boolean owner, List<Grant> active, List<Grant> over) {

        boolean maySee(String snapshotId) {
            return active.stream().anyMatch(grant -> grant.snapshotId().equals(snapshotId));
        }
    }

    /// Whether a token is demanded.
    boolean isGuarded() {
        return token != null;
    }

    boolean isToken(String key) {
        return token != null && token.equals(Secret.of(key));
    }

    Visitor visitor(Context ctx) throws IOException {
        return visitor(sessions.find(cookie(ctx)));
    }

    Visitor visitor(Sessions.Session session) throws IOException {
        var active = new ArrayList<Grant>();
        var over = new ArrayList<Grant>();
        Instant now = grants.now();
        for (String id : session.grants()) {
            grants.find(id).ifPresent(grant -> (grant.state(now) == Grant.State.ACTIVE ? active : over).add(grant));
        }
        return new Visitor(!isGuarded() || session.owner(), active, over);
    }

    /// Refuses what the visitor may not ask for.
    void check(Context ctx) throws IOException {
        if (!isGuarded() || isOpenToAll(ctx)) {
            return;
        }
        Visitor visitor = visitor(ctx);
        if (visitor.owner()) {
            return;
        }
        if (!isShared(ctx, visitor)) {
            throw refusal(visitor);
        }
        visitor.active().forEach(grant -> grants.used(grant.id()));
    }

    /// The page and its files say nothing of any snapshot; who asks for a session shows a key.
    private static boolean isOpenToAll(Context ctx) {
        String path = ctx.path();
        boolean api = path.equals("/api") || path.startsWith("/api/");
        return api ? path.equals("/api/session") : READING.contains(ctx.method());
    }

    /// What a shared link opens: the screens of its snapshot, what is known of it, its notes, and the progress of work
    /// on it.
    private boolean isShared(Context ctx, Visitor visitor) {
        if (!READING.contains(ctx.method())) {
            return false;
        }
        Matcher snapshot = OF_SNAPSHOT.matcher(ctx.path());
        if (snapshot.matches()) {
            String rest = snapshot.group(3);
            boolean screen = snapshot.group(1).equals("s") && !rest.isEmpty();
            boolean about = snapshot.group(1).equals("snapshots") && (rest.isEmpty() || rest.equals("/notes"));
            return (screen || about) && visitor.maySee(snapshot.group(2));
        }
        Matcher job = OF_JOB.matcher(ctx.path());
        return job.matches()
                && jobs.find(job.group(1))
                        .map(Job::status)
                        .filter(status -> GUESTS_JOBS.contains(status.kind()))
                        .map(JobStatus::snapshotId)
                        .filter(visitor::maySee)
                        .isPresent();
    }

    private ApiException refusal(Visitor visitor) {
        if (!visitor.active().isEmpty()) {
            return ApiException.of(403, "not-shared", "This was not shared with you");
        }
        if (!visitor.over().isEmpty()) {
            Grant last = visitor.over().getLast();
            boolean revoked = last.state(grants.now()) == Grant.State.REVOKED;
            return new ApiException(
                    401,
                    "share-over",
                    revoked ? "The link was taken back by who shared it" : "The link was good until " + last.until(),
                    "Ask for a new one",
                    Map.of("state", Parameters.lower(last.state(grants.now()))));
        }
        return ApiException.of(
                401,
                "key-needed",
                "This Ouroscope wants a token, or a link that was shared",
                "The token was printed when it was started: POST {\"key\":…} to /api/session");
    }

    /// A cookie is sent to every port of a host, so each server has a name of its own for it.
    static String cookieName(Context ctx) {
        return "ouroscope-" + ctx.req().getLocalPort();
    }

    static @Nullable String cookie(Context ctx) {
        return ctx.cookie(cookieName(ctx));
    }
}
