package io.ouroscope.analysis.waits;

/// How one node waits for another.
public enum How {
    AWAIT("await"),
    GATHER("gather"),
    SHIELD("shield"),
    WAIT("wait"),
    WAIT_FOR("wait_for"),
    TASK_GROUP("task group"),
    AS_COMPLETED("as_completed"),
    /// Wants a lock, a semaphore's permit, a condition's lock.
    ACQUIRE("acquire"),
    /// A lock is given back by who has it.
    HELD_BY("held by"),
    /// For an event, a condition, a barrier.
    WAIT_ON("wait on"),
    /// For an item of a queue.
    GET("get"),
    /// For room in a queue.
    PUT("put"),
    /// For a thread, a process or a queue's work to end.
    JOIN("join"),
    /// For the result of a future of another kind.
    RESULT("result"),
    /// What a thread or task computes.
    COMPUTED_BY("computed by"),
    /// Work that waits for a thread of its pool.
    WORKER("worker"),
    /// A task goes on only when the thread of its loop comes back to the loop.
    RUNS_IN("runs in"),
    /// Reads, writes, accepts, connects.
    IO("i/o"),
    /// A greenlet, nursery or generator of another library.
    SWITCH("switch");

    private static final How[] VALUES = values();
    private final String word;

    How(String word) {
        this.word = word;
    }

    /// As shown to people and written in JSON.
    public String word() {
        return word;
    }

    static How of(int ordinal) {
        return VALUES[ordinal];
    }
}
