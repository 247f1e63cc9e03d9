package io.ouroscope.workspace;

import io.ouroscope.progress.Progress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One piece of long work: the worker reports through it as a [Progress], watchers wait for its changes.
///
/// The time left is extrapolated from the current stage alone, after its first second.
public final class Job implements Progress {
    private static final long PACE_KNOWN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String id;
    private final JobStatus.Kind kind;
    private final String title;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean cancelled;

    private JobStatus.State state = JobStatus.State.RUNNING;
    private String stage = "";
    private long totalUnits;
    private long doneUnits;
    private long stageStartNanos;
    private @Nullable String snapshotId;
    private @Nullable Problem problem;
    private long version;

    Job(String id, JobStatus.Kind kind, String title, LongSupplier nanoTime) {
        this.id = id;
        this.kind = kind;
        this.title = title;
        this.nanoTime = nanoTime;
    }

    public String id() {
        return id;
    }

    public JobStatus status() {
        lock.lock();
        try {
            return new JobStatus(id, kind, title, state, stage, percent(), secondsLeft(), snapshotId, problem, version);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the job has changed since `seenVersion` or the time is over, and says how it stands then.
    public JobStatus awaitChange(long seenVersion, long timeoutMillis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (version == seenVersion && left > 0) {
                left = changed.awaitNanos(left);
            }
            return status();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the end.
    public JobStatus awaitEnd() throws InterruptedException {
        JobStatus status = status();
        while (!status.isOver()) {
            status = awaitChange(status.version(), TimeUnit.MINUTES.toMillis(1));
        }
        return status;
    }

    /// Asks the worker to stop; it does at its next check.
    public void cancel() {
        cancelled = true;
        change(() -> {});
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void stage(String name, long units) {
        change(() -> {
            stage = name;
            totalUnits = units;
            doneUnits = 0;
            stageStartNanos = nanoTime.getAsLong();
        });
    }

    @Override
    public void done(long units) {
        change(() -> doneUnits = units);
    }

    void snapshot(String madeId) {
        change(() -> snapshotId = madeId);
    }

    void end(JobStatus.State end, @Nullable Problem why) {
        change(() -> {
            state = end;
            problem = why;
        });
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            version++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Integer percent() {
        if (state == JobStatus.State.DONE) {
            return 100;
        }
        return totalUnits <= 0 ? null : (int) Math.clamp(100.0 * doneUnits / totalUnits, 0, 100);
    }

    private @Nullable Integer secondsLeft() {
        long elapsed = nanoTime.getAsLong() - stageStartNanos;
        if (state != JobStatus.State.RUNNING || totalUnits <= 0 || doneUnits <= 0 || elapsed < PACE_KNOWN_AFTER_NANOS) {
            return null;
        }
        double left = (double) Math.max(0, totalUnits - doneUnits) / doneUnits * elapsed;
        return (int) Math.ceil(left / TimeUnit.SECONDS.toNanos(1));
    }
}
