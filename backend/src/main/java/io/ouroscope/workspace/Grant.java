package io.ouroscope.workspace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A link that lets whoever has it look at one snapshot until a date. The key in the link is not here: see [Grants].
///
/// @param id names it in lists; opens nothing
/// @param label for whom or what, as its maker wrote it
/// @param until the first moment at which it opens nothing any more
/// @param lastUsedAt about when, to the minute; null if never
/// @param revokedAt null unless it was taken back
public record Grant(
        String id,
        String snapshotId,
        String label,
        Instant createdAt,
        Instant until,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    /// Whether it opens the snapshot.
    public enum State {
        ACTIVE,
        EXPIRED,
        REVOKED
    }

    public State state(Instant now) {
        if (revokedAt != null) {
            return State.REVOKED;
        }
        return now.isBefore(until) ? State.ACTIVE : State.EXPIRED;
    }

    Grant usedAt(Instant now) {
        return new Grant(id, snapshotId, label, createdAt, until, now, revokedAt);
    }

    Grant revoked(Instant now) {
        return new Grant(id, snapshotId, label, createdAt, until, lastUsedAt, now);
    }
}
