package io.ouroscope.api;

import io.ouroscope.workspace.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who has shown a key to this server since it was started, by the digest of what stands in their cookie.
final class Sessions {
    private static final Duration IDLE = Duration.ofDays(7);
    private static final int MOST = 5_000;

    private final InstantSource clock;

    /// In the order of last use.
    private final Map<Secret, Session> sessions = new LinkedHashMap<>();

    /// @param owner whether the server's token was shown
    /// @param grants ids of the shared links that were opened
    record Session(boolean owner, Set<String> grants, Instant usedAt) {
        static final Session NONE = new Session(false, Set.of(), Instant.EPOCH);

        Session withGrant(String grant) {
            var all = new LinkedHashSet<>(grants);
            all.add(grant);
            return new Session(owner, all, usedAt);
        }
    }

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /// What the cookie stands for; [Session#NONE] if nothing.
    synchronized Session find(@Nullable String cookie) {
        Secret key = cookie == null ? null : Secret.of(cookie);
        Session session = key == null ? null : sessions.remove(key);
        Instant now = clock.instant();
        if (key == null || session == null || session.usedAt.plus(IDLE).isBefore(now)) {
            return Session.NONE;
        }
        var used = new Session(session.owner, session.grants, now);
        sessions.put(key, used);
        return used;
    }

    /// Begins a session, in place of the one that `before` stands for.
    ///
    /// @return the new cookie
    synchronized String begin(@Nullable String before, Session session) {
        end(before);
        while (sessions.size() >= MOST) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        String cookie = Secret.random();
        sessions.put(Secret.of(cookie), new Session(session.owner, session.grants, clock.instant()));
        return cookie;
    }

    synchronized void end(@Nullable String cookie) {
        if (cookie != null) {
            sessions.remove(Secret.of(cookie));
        }
    }
}
