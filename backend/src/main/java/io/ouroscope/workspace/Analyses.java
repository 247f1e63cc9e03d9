package io.ouroscope.workspace;

import io.ouroscope.progress.CancelledException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which snapshots are analysed, and the analyses that run: one at a time, since each uses all processors and much
/// memory.
final class Analyses {
    private static final Logger LOG = LoggerFactory.getLogger(Analyses.class);
    private static final int KEPT_OPEN = 3;
    private static final long CHECK_EVERY_MILLIS = 100;

    private final SnapshotStore store;
    private final Jobs jobs;
    private final LeaseCache<AnalysedSnapshot> open = new LeaseCache<>(KEPT_OPEN, AnalysedSnapshot::close);
    private final Map<String, Job> running = new HashMap<>();
    private final Semaphore oneAtATime = new Semaphore(1);

    Analyses(SnapshotStore store, Jobs jobs) {
        this.store = store;
        this.jobs = jobs;
    }

    boolean isOpen(String id) {
        return open.contains(id);
    }

    synchronized @Nullable String jobOf(String id) {
        Job job = running.get(id);
        return job == null ? null : job.id();
    }

    /// The right to look into the snapshot.
    ///
    /// @throws NotAnalysedException if that has to wait for an analysis, which is started if it does not run yet
    LeaseCache<AnalysedSnapshot>.Lease lease(String id, Path file, String title) throws NotAnalysedException {
        synchronized (this) {
            LeaseCache<AnalysedSnapshot>.Lease lease = open.lease(id);
            if (lease != null) {
                return lease;
            }
            Job job = running.get(id);
            if (job == null) {
                job = jobs.start(JobStatus.Kind.ANALYSE, title, each -> analyse(id, file, each));
                running.put(id, job);
            }
            throw new NotAnalysedException(job.id());
        }
    }

    /// Another right to look into a snapshot that the caller has open.
    LeaseCache<AnalysedSnapshot>.Lease again(String id) {
        LeaseCache<AnalysedSnapshot>.Lease lease = open.lease(id);
        if (lease == null) {
            throw new ProblemException(
                    Problem.Kind.NOT_FOUND, "This snapshot is gone", "It was deleted a moment ago", null);
        }
        return lease;
    }

    /// Forgets a deleted snapshot.
    void forget(String id) {
        synchronized (this) {
            Job job = running.get(id);
            if (job != null) {
                job.cancel();
            }
        }
        open.drop(id);
    }

    void close() {
        open.dropAll();
    }

    private void analyse(String id, Path file, Job job) throws IOException, InterruptedException {
        job.snapshot(id);
        try {
            waitForTurn(job);
            try {
                open.put(id, analyse(file, job));
            } finally {
                oneAtATime.release();
            }
        } finally {
            synchronized (this) {
                running.remove(id);
            }
        }
    }

    /// What is open already has to go before an analysis fails for want of memory.
    private AnalysedSnapshot analyse(Path file, Job job) throws IOException {
        AnalysedSnapshot snapshot;
        try {
            snapshot = AnalysedSnapshot.of(store, file, job);
        } catch (OutOfMemoryError full) {
            open.dropIdle();
            snapshot = AnalysedSnapshot.of(store, file, job);
        }
        judge(snapshot, job);
        return snapshot;
    }

    /// The first page shows the verdict. Whoever asks for it is told if there is none; the other screens work.
    private static void judge(AnalysedSnapshot snapshot, Job job) {
        try {
            snapshot.hang(job);
        } catch (CancelledException cancelled) {
            snapshot.close();
            throw cancelled;
        } catch (RuntimeException failure) {
            LOG.warn("Why the process stands still cannot be judged", failure);
        }
    }

    private void waitForTurn(Job job) throws InterruptedException {
        if (oneAtATime.tryAcquire()) {
            return;
        }
        job.stage("Waiting for another analysis", 0);
        while (!oneAtATime.tryAcquire(CHECK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            job.check();
        }
    }
}
