package io.ouroscope.workspace;

import io.ouroscope.progress.CancelledException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The long work that goes on now, and the last [#KEPT] pieces that are over, so that their ends can be asked for.
///
/// Each job has a platform thread of its own: reading mapped memory blocks in page faults, which would hold up the
/// carriers of virtual threads.
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final int KEPT = 100;
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, Thread> workers = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Function<Throwable, @Nullable Problem> explain;
    private boolean closed;

    /// @param explain the problem an exception stands for; null if it is a bug
    public Jobs(Function<Throwable, @Nullable Problem> explain) {
        this.explain = explain;
    }

    /// What a job does. Throwing ends it as failed, or as cancelled with a [CancelledException].
    @FunctionalInterface
    public interface Work {
        void run(Job job) throws Exception;
    }

    /// Starts `work` at once.
    public Job start(JobStatus.Kind kind, String title, Work work) {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        var job = new Job(HexFormat.of().formatHex(bytes), kind, title, System::nanoTime);
        synchronized (jobs) {
            if (closed) {
                throw new IllegalStateException("No new jobs: Ouroscope is shutting down");
            }
            forgetOldest();
            jobs.put(job.id(), job);
            Thread worker = Thread.ofPlatform().daemon().name("job " + title).unstarted(() -> run(job, work));
            workers.put(job.id(), worker);
            worker.start();
        }
        return job;
    }

    public Optional<Job> find(String id) {
        synchronized (jobs) {
            return Optional.ofNullable(jobs.get(id));
        }
    }

    public List<JobStatus> running() {
        return copy().stream()
                .map(Job::status)
                .filter(status -> !status.isOver())
                .toList();
    }

    /// Cancels everything and waits a little for it to stop, so that captures let go of their processes.
    @Override
    public void close() {
        synchronized (jobs) {
            closed = true;
        }
        copy().forEach(Job::cancel);
        long deadline = System.nanoTime() + TIME_TO_STOP.toNanos();
        for (Thread worker : List.copyOf(workers.values())) {
            try {
                worker.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void run(Job job, Work work) {
        JobStatus.State end = JobStatus.State.DONE;
        Problem problem = null;
        try {
            work.run(job);
        } catch (CancelledException cancelled) {
            end = JobStatus.State.CANCELLED;
        } catch (Throwable failure) {
            end = JobStatus.State.FAILED;
            problem = explain.apply(failure);
            if (problem == null) {
                LOG.error("Job {} ({}) failed", job.id(), job.status().title(), failure);
                problem = new Problem(
                        Problem.Kind.OTHER,
                        "This is a bug in Ouroscope",
                        failure.getClass().getSimpleName() + ": " + failure.getMessage(),
                        "The log names it as job " + job.id() + "; please report it with the lines that follow there.");
            }
        } finally {
            workers.remove(job.id());
            job.end(end, problem);
        }
    }

    private Collection<Job> copy() {
        synchronized (jobs) {
            return new ArrayList<>(jobs.values());
        }
    }

    private void forgetOldest() {
        Iterator<Job> oldestFirst = jobs.values().iterator();
        while (jobs.size() >= KEPT && oldestFirst.hasNext()) {
            if (oldestFirst.next().status().isOver()) {
                oldestFirst.remove();
            }
        }
    }
}
