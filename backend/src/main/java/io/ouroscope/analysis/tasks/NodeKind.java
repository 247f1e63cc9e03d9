package io.ouroscope.analysis.tasks;

/// What a node of the task graph is.
public enum NodeKind {
    TASK,
    FUTURE,
    /// The future that `asyncio.gather` returns.
    GATHER,
    /// Something a task waits for that is neither: a future of another library.
    OTHER;

    private static final NodeKind[] VALUES = values();

    static NodeKind of(int ordinal) {
        return VALUES[ordinal];
    }
}
