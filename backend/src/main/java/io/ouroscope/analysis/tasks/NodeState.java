package io.ouroscope.analysis.tasks;

/// How far a task or future is.
public enum NodeState {
    /// Waits, or is scheduled to go on.
    PENDING,
    /// Its coroutine is executing at this moment.
    RUNNING,
    /// Has a result or an exception.
    DONE,
    CANCELLED;

    private static final NodeState[] VALUES = values();

    static NodeState of(int ordinal) {
        return VALUES[ordinal];
    }

    public boolean finished() {
        return this == DONE || this == CANCELLED;
    }
}
