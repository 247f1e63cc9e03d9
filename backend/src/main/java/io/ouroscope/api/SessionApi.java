package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.workspace.Grant;
import io.ouroscope.workspace.Grants;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who the reader is, and keys: the server's token or that of a shared link, exchanged for a cookie that no script can
/// read and that other sites' pages do not send. A key is never part of a URL that is sent.
final class SessionApi {
    private static final int LONGEST_KEY = 200;

    private final Workspace workspace;
    private final Access access;
    private final Sessions sessions;
    private final Grants grants;
    private final Attempts attempts;

    SessionApi(Workspace workspace, Access access, Sessions sessions, Attempts attempts) {
        this.workspace = workspace;
        this.access = access;
        this.sessions = sessions;
        this.attempts = attempts;
        grants = workspace.store().grants();
    }

    /// What opens something.
    record Key(@Nullable String key) {
        @Override
        public String toString() {
            return "a key";
        }
    }

    /// Who looks.
    record Session(String kind, List<Share> shares, List<EndedShare> over) {}

    /// A snapshot that was shared with the reader.
    record Share(String snapshotId, @Nullable String snapshotName, String until) {}

    /// A share that opens nothing any more.
    record EndedShare(String snapshotId, String until, String state) {}

    void register(Endpoints routes) {
        routes.get("/api/session", ctx -> Json.send(ctx, wire(access.visitor(ctx))))
                .describe("Who the reader is: open, owner, guest, none", Session.class);
        routes.post("/api/session", this::begin)
                .describe("Exchanges a key for a cookie", Session.class)
                .takes(Key.class);
        routes.delete("/api/session", ctx -> {
                    sessions.end(Access.cookie(ctx));
                    ctx.res().addHeader("Set-Cookie", cookie(ctx, "", "; Max-Age=0"));
                    ctx.status(204);
                })
                .describeNoAnswer("Forgets the reader");
    }

    private void begin(Context ctx) throws IOException {
        String key = Json.read(ctx, Key.class).key();
        if (key == null || key.isEmpty() || key.length() > LONGEST_KEY) {
            throw ApiException.of(400, "bad-body", "A key has 1 to " + LONGEST_KEY + " characters");
        }
        if (!access.isGuarded()) {
            Json.send(ctx, wire(access.visitor(ctx)));
            return;
        }
        attempts.check(ctx.ip());
        String before = Access.cookie(ctx);
        Sessions.Session known = sessions.find(before);
        Sessions.Session session;
        if (access.isToken(key)) {
            session = new Sessions.Session(true, known.grants(), known.usedAt());
        } else {
            Optional<Grant> grant = grants.byKey(key);
            if (grant.isEmpty()) {
                attempts.wrong(ctx.ip());
                throw ApiException.of(
                        403,
                        "wrong-key",
                        "This key opens nothing here",
                        "Copy the whole link or token again; a token changes when the server is started anew.");
            }
            session = known.withGrant(grant.get().id());
        }
        ctx.res().addHeader("Set-Cookie", cookie(ctx, sessions.begin(before, session), ""));
        Json.send(ctx, wire(access.visitor(session)));
    }

    /// Secure where the page came by https, which its origin tells.
    private static String cookie(Context ctx, String value, String more) {
        String origin = ctx.header("Origin");
        boolean https = origin != null && origin.startsWith("https://");
        return Access.cookieName(ctx) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + (https ? "; Secure" : "")
                + more;
    }

    private Session wire(Access.Visitor visitor) throws IOException {
        var shares = new ArrayList<Share>();
        for (Grant grant : visitor.active()) {
            shares.add(new Share(
                    grant.snapshotId(), name(workspace, grant), grant.until().toString()));
        }
        List<EndedShare> over = visitor.over().reversed().stream()
                .map(grant -> new EndedShare(
                        grant.snapshotId(), grant.until().toString(), Parameters.lower(grant.state(grants.now()))))
                .toList();
        return new Session(kind(visitor), shares, over);
    }

    private String kind(Access.Visitor visitor) {
        if (visitor.owner()) {
            return access.isGuarded() ? "owner" : "open";
        }
        return visitor.active().isEmpty() ? "none" : "guest";
    }

    /// Null when the snapshot is no longer here.
    static @Nullable String name(Workspace workspace, Grant grant) throws IOException {
        Optional<SnapshotEntry> entry = workspace.find(grant.snapshotId());
        return entry.isEmpty() ? null : SnapshotsApi.wire(entry.get()).process();
    }
}
