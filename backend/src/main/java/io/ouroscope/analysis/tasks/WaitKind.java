package io.ouroscope.analysis.tasks;

/// How one node waits for another.
public enum WaitKind {
    /// A task's coroutine awaits the future or task.
    AWAIT("await"),
    /// A gathering future waits for one of its children.
    GATHER("gather"),
    /// The outer future of `asyncio.shield` waits for what it protects.
    SHIELD("shield"),
    /// The waiter of `asyncio.wait`.
    WAIT("wait"),
    /// The waiter of `asyncio.wait_for` before Python 3.12; since then the task awaits directly.
    WAIT_FOR("wait_for"),
    /// A task group's end waits for one of its tasks.
    TASK_GROUP("task group"),
    /// The next result of `asyncio.as_completed`.
    AS_COMPLETED("as_completed");

    private static final WaitKind[] VALUES = values();
    private final String word;

    WaitKind(String word) {
        this.word = word;
    }

    /// As shown to people and written in JSON.
    public String word() {
        return word;
    }

    static WaitKind of(int ordinal) {
        return VALUES[ordinal];
    }
}
