package io.ouroscope.workspace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Questions that need a look at the whole heap, each asked once: who asks the same again sees how far its answer is.
///
/// Answers are kept until they take too much memory together. A question that nobody asks about any more is given up,
/// so that a reader who types on in a search box does not leave a queue of searches behind.
public final class Questions {
    private static final long ANSWERS_SHARE = 6;
    private static final long CHECK_EVERY_MILLIS = 50;

    private final Jobs jobs;
    private final Duration patience;
    private final long mostBytes = Runtime.getRuntime().maxMemory() / ANSWERS_SHARE;
    /// Each uses all processors; two, so that a quick one need not wait for a long one.
    private final Semaphore turns = new Semaphore(2);

    /// In the order of last use.
    private final Map<Key, Asked<?>> questions = new LinkedHashMap<>();

    private record Key(String snapshot, String text) {}

    private static final class Asked<A extends Question.Answer> {
        final A answer;
        final Job job;
        volatile long lastAskedNanos = System.nanoTime();
        volatile boolean abandoned;

        Asked(A answer, Job job) {
            this.answer = answer;
            this.job = job;
        }
    }

    /// @param patience how long a question goes on that nobody asks about
    Questions(Jobs jobs, Duration patience) {
        this.jobs = jobs;
        this.patience = patience;
    }

    /// The question of this text, which is started unless it was before. A failed one is not started again, nor one
    /// that somebody cancelled, unless `againAfter` is its job.
    ///
    /// @param text names the question and all its parameters
    /// @param title what it does, for people: "Searching strings"
    /// @param againAfter the id of the job that did not end well; empty for none
    /// @param lease opens the snapshot for the time of the work
    <A extends Question.Answer> Question<A> ask(
            String snapshot,
            String text,
            String title,
            String againAfter,
            Supplier<A> empty,
            Supplier<LeaseCache<AnalysedSnapshot>.Lease> lease,
            Question.Work<A> work) {
        var key = new Key(snapshot, text);
        synchronized (questions) {
            @SuppressWarnings("unchecked") // a text belongs to one place in the code
            Asked<A> known = (Asked<A>) questions.remove(key);
            if (known != null && !known.abandoned && !known.job.id().equals(againAfter)) {
                questions.put(key, known);
                known.lastAskedNanos = System.nanoTime();
                return new Question<>(known.answer, known.job, false);
            }
            forgetOldest();
            A answer = empty.get();
            // Taken here, so that the snapshot is still open when the job begins.
            LeaseCache<AnalysedSnapshot>.Lease leased = lease.get();
            Job job;
            try {
                job = jobs.start(JobStatus.Kind.QUESTION, title, each -> run(key, each, leased, answer, work));
            } catch (RuntimeException notStarted) {
                leased.close();
                throw notStarted;
            }
            job.snapshot(snapshot);
            questions.put(key, new Asked<>(answer, job));
            return new Question<>(answer, job, true);
        }
    }

    /// Forgets what was asked about a deleted snapshot.
    void forget(String snapshot) {
        synchronized (questions) {
            questions.entrySet().removeIf(entry -> {
                boolean gone = entry.getKey().snapshot().equals(snapshot);
                if (gone) {
                    entry.getValue().job.cancel();
                }
                return gone;
            });
        }
    }

    private <A extends Question.Answer> void run(
            Key key, Job job, LeaseCache<AnalysedSnapshot>.Lease lease, A answer, Question.Work<A> work)
            throws Exception {
        try (lease) {
            Thread watch = Thread.ofVirtual().start(() -> giveUpWhenForgotten(key, job));
            try {
                waitForTurn(job);
                try {
                    work.find(lease.value(), answer, job);
                    job.check();
                } finally {
                    turns.release();
                }
            } finally {
                watch.interrupt();
            }
        }
    }

    private void waitForTurn(Job job) throws InterruptedException {
        if (turns.tryAcquire()) {
            return;
        }
        job.stage("Waiting for another question", 0);
        while (!turns.tryAcquire(CHECK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            job.check();
        }
    }

    private void giveUpWhenForgotten(Key key, Job job) {
        try {
            while (!job.status().isOver()) {
                Thread.sleep(Math.max(1, patience.toMillis() / 4));
                synchronized (questions) {
                    Asked<?> asked = questions.get(key);
                    if (asked != null
                            && asked.job == job
                            && System.nanoTime() - asked.lastAskedNanos > patience.toNanos()
                            && !job.isCancelled()
                            && !job.status().isOver()) {
                        asked.abandoned = true;
                        job.cancel();
                    }
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void forgetOldest() {
        long total = 0;
        List<Asked<?>> kept = new ArrayList<>(questions.values());
        for (Asked<?> asked : kept) {
            total += asked.answer.heapBytes();
        }
        Iterator<Asked<?>> oldestFirst = questions.values().iterator();
        while (total > mostBytes && oldestFirst.hasNext()) {
            Asked<?> asked = oldestFirst.next();
            if (asked.job.status().isOver()) {
                total -= asked.answer.heapBytes();
                oldestFirst.remove();
            }
        }
    }
}
