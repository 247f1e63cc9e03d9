package io.ouroscope.workspace;

import org.jspecify.annotations.Nullable;

/// Everything a running Ouroscope holds: the store of snapshots, the open ones, and the jobs that work on them.
public final class Workspace implements AutoCloseable {
    private final Jobs jobs = new Jobs(Workspace::explain);

    public Jobs jobs() {
        return jobs;
    }

    /// The problem an exception stands for, or null if it is a bug.
    public static @Nullable Problem explain(Throwable failure) {
        return failure instanceof ProblemException known ? known.problem() : null;
    }

    @Override
    public void close() {
        jobs.close();
    }
}
