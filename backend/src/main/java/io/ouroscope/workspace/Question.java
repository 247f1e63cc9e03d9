package io.ouroscope.workspace;

import java.util.concurrent.TimeUnit;

/// A question over a whole snapshot: its answer so far, and the job that goes on with it.
///
/// @param answer grows while the job runs; safe to read meanwhile
/// @param isFirst whether this asking has started the job
public record Question<A extends Question.Answer>(A answer, Job job, boolean isFirst) {

    /// What a question has found so far. One thread or several add to it while others read.
    public interface Answer {
        /// What it takes of the heap, so that old answers go before memory does.
        long heapBytes();
    }

    /// Finds the answer.
    @FunctionalInterface
    public interface Work<A> {
        void find(AnalysedSnapshot snapshot, A answer, Job job) throws Exception;
    }

    /// Waits for the end, no longer than a reader of a page likes to.
    public void awaitEnd(long timeoutMillis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        JobStatus status = job.status();
        long left = timeoutMillis;
        while (!status.isOver() && left > 0) {
            status = job.awaitChange(status.version(), left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }
}
