package io.ouroscope.workspace;

import org.jspecify.annotations.Nullable;

/// How a job stands at one moment; immutable, so that it can be shown while the job goes on.
///
/// @param id random, not to be guessed by another page
/// @param title what it does, for people
/// @param stage what it is at now, empty before the first stage
/// @param percent of the current stage; null if its size is unknown
/// @param secondsLeft of the current stage; null until the pace is known
/// @param snapshotId the snapshot it works on or has made, once that is known
/// @param problem why it failed; null unless it failed
/// @param version grows with every change
public record JobStatus(
        String id,
        Kind kind,
        String title,
        State state,
        String stage,
        @Nullable Integer percent,
        @Nullable Integer secondsLeft,
        @Nullable String snapshotId,
        @Nullable Problem problem,
        long version) {

    /// What kinds of long work there are.
    public enum Kind {
        CAPTURE,
        ANALYSE,
        IMPORT,
        QUESTION
    }

    /// The states of a job; all but the first are final.
    public enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    public boolean isOver() {
        return state != State.RUNNING;
    }
}
