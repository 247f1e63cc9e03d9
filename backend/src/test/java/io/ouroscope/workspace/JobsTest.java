package io.ouroscope.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobsTest {
    private final Jobs jobs = new Jobs(Problems::explain);

    @AfterEach
    void close() {
        jobs.close();
    }

    @Test
    void aJobThatReturnsIsDone() throws Exception {
        JobStatus end = start(job -> job.stage("Counting", 10)).awaitEnd();
        assertThat(end.state()).isEqualTo(JobStatus.State.DONE);
        assertThat(end.percent()).isEqualTo(100);
        assertThat(end.problem()).isNull();
        assertThat(jobs.running()).isEmpty();
    }

    @Test
    void aRunningJobTellsItsStageAndPercent() throws Exception {
        var go = new CountDownLatch(1);
        var reported = new CountDownLatch(1);
        Job job = start(each -> {
            each.stage("Finding objects", 200);
            each.done(50);
            reported.countDown();
            go.await();
        });
        reported.await();
        assertThat(jobs.running()).singleElement().satisfies(status -> {
            assertThat(status.stage()).isEqualTo("Finding objects");
            assertThat(status.percent()).isEqualTo(25);
        });
        go.countDown();
        job.awaitEnd();
    }

    @Test
    void theTimeLeftIsExtrapolatedFromTheStage() {
        long[] clock = {0};
        var job = new Job("id", JobStatus.Kind.ANALYSE, "title", () -> clock[0]);
        job.stage("Finding objects", 100);
        job.done(10);
        assertThat(job.status().secondsLeft()).isNull();
        clock[0] = 2_000_000_000L;
        assertThat(job.status().secondsLeft()).isEqualTo(18);
        job.stage("Linking", 0);
        assertThat(job.status().secondsLeft()).isNull();
        assertThat(job.status().percent()).isNull();
    }

    @Test
    void aCancelledJobEndsAtItsNextCheck() throws Exception {
        var started = new CountDownLatch(1);
        Job job = start(each -> {
            started.countDown();
            while (true) {
                each.check();
                Thread.onSpinWait();
            }
        });
        started.await();
        job.cancel();
        assertThat(job.awaitEnd().state()).isEqualTo(JobStatus.State.CANCELLED);
    }

    @Test
    void aProblemIsToldInItsWords() throws Exception {
        Job job = start(each -> {
            throw new ProblemException(
                    Problem.Kind.NOT_FOUND, "No such process", "There is no process 17", "ouroscope processes");
        });
        assertThat(job.awaitEnd().problem())
                .isEqualTo(new Problem(
                        Problem.Kind.NOT_FOUND, "No such process", "There is no process 17", "ouroscope processes"));
    }

    @Test
    void aBugIsToldAsABugWithTheJobThatTheLogNames() throws Exception {
        Job job = start(each -> {
            throw new IllegalStateException("expected by this test");
        });
        JobStatus end = job.awaitEnd();
        assertThat(end.state()).isEqualTo(JobStatus.State.FAILED);
        assertThat(end.problem().title()).contains("bug");
        assertThat(end.problem().hint()).contains(job.id());
    }

    @Test
    void onlyTheLastJobsAreRemembered() throws Exception {
        Job first = start(each -> {});
        first.awaitEnd();
        for (int i = 0; i < 100; i++) {
            start(each -> {}).awaitEnd();
        }
        assertThat(jobs.find(first.id())).isEmpty();
    }

    @Test
    void closingCancelsWhatRuns() throws Exception {
        var started = new CountDownLatch(1);
        Job job = start(each -> {
            started.countDown();
            while (true) {
                each.check();
                Thread.onSpinWait();
            }
        });
        started.await();
        jobs.close();
        assertThat(job.awaitEnd().state()).isEqualTo(JobStatus.State.CANCELLED);
    }

    private Job start(Jobs.Work work) {
        return jobs.start(JobStatus.Kind.ANALYSE, "Analysing", work);
    }
}
