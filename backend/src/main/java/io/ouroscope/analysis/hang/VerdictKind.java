package io.ouroscope.analysis.hang;

/// What is wrong, the most certain first.
public enum VerdictKind {
    TASK_DEADLOCK("task-deadlock", true),
    THREAD_DEADLOCK("thread-deadlock", true),
    MIXED_DEADLOCK("mixed-deadlock", true),
    POOL_STARVED("pool-starved", true),
    ORPHAN_FUTURE("orphan-future", true),
    LOCK_NEVER_RELEASED("lock-never-released", true),
    QUEUE_WITHOUT_PRODUCER("queue-without-producer", true),
    BLOCKED_LOOP("blocked-loop", false),
    GIL_HELD_IN_C("gil-held-in-c", false),
    WAITING_FOR_PEER("waiting-for-peer", false),
    CPU_BOUND("cpu-bound", false),
    WAITING("waiting", false),
    NONE("none", false);

    private final String word;
    private final boolean forEver;

    VerdictKind(String word, boolean forEver) {
        this.word = word;
        this.forEver = forEver;
    }

    /// As written in JSON and on the command line.
    public String word() {
        return word;
    }

    /// Whether nothing known will end it.
    public boolean isForEver() {
        return forEver;
    }

    /// Whether a person should look.
    public boolean isProblem() {
        return this != WAITING && this != NONE;
    }
}
