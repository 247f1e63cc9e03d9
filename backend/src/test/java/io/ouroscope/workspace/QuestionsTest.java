package io.ouroscope.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.index.MemoryColumns;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final String SNAPSHOT = "5a0b";

    private final Jobs jobs = new Jobs(Problems::explain);
    private final AtomicInteger closed = new AtomicInteger();
    private final LeaseCache<AnalysedSnapshot> open = new LeaseCache<>(1, snapshot -> closed.incrementAndGet());

    @SuppressWarnings("NullAway") // the work of these tests does not look into the snapshot
    QuestionsTest() {
        open.put(SNAPSHOT, new AnalysedSnapshot(null, new MemoryColumns(), null));
    }

    @AfterEach
    void close() {
        jobs.close();
    }

    private static final class Count implements Question.Answer {
        final AtomicInteger found = new AtomicInteger();

        @Override
        public long heapBytes() {
            return 4;
        }
    }

    @Test
    void whoAsksTheSameAgainGetsTheAnswerThatGrows() throws Exception {
        var questions = new Questions(jobs, Duration.ofMinutes(1));
        var go = new CountDownLatch(1);
        Question.Work<Count> work = (snapshot, count, job) -> {
            count.found.incrementAndGet();
            go.await();
            count.found.incrementAndGet();
        };
        Question<Count> first = ask(questions, "a", "", work);
        Question<Count> second = ask(questions, "a", "", work);
        assertThat(first.isFirst()).isTrue();
        assertThat(second.isFirst()).isFalse();
        assertThat(second.answer()).isSameAs(first.answer());
        assertThat(ask(questions, "b", "", (snapshot, count, job) -> {}).answer())
                .isNotSameAs(first.answer());
        go.countDown();
        assertThat(first.job().awaitEnd().state()).isEqualTo(JobStatus.State.DONE);
        assertThat(first.job().status().snapshotId()).isEqualTo(SNAPSHOT);
        assertThat(ask(questions, "a", "", work).answer().found).hasValue(2);
    }

    @Test
    void aCancelledQuestionStaysSoUntilItIsAskedAgainOnPurpose() throws Exception {
        var questions = new Questions(jobs, Duration.ofMinutes(1));
        Question<Count> asked = ask(questions, "a", "", QuestionsTest::forEver);
        asked.job().cancel();
        assertThat(asked.job().awaitEnd().state()).isEqualTo(JobStatus.State.CANCELLED);
        assertThat(ask(questions, "a", "", QuestionsTest::forEver).job()).isSameAs(asked.job());
        String again = asked.job().id();
        Question<Count> anew = ask(questions, "a", again, (snapshot, count, job) -> {});
        assertThat(anew.job().awaitEnd().state()).isEqualTo(JobStatus.State.DONE);
        assertThat(ask(questions, "a", again, QuestionsTest::forEver).job()).isSameAs(anew.job());
    }

    @Test
    void whatNobodyAsksAboutAnyMoreIsGivenUpAndBegunAnewWhenAsked() throws Exception {
        var questions = new Questions(jobs, Duration.ofMillis(40));
        Question<Count> asked = ask(questions, "a", "", QuestionsTest::forEver);
        assertThat(asked.job().awaitEnd().state()).isEqualTo(JobStatus.State.CANCELLED);
        Question<Count> anew = ask(questions, "a", "", (snapshot, count, job) -> count.found.incrementAndGet());
        assertThat(anew.job().awaitEnd().state()).isEqualTo(JobStatus.State.DONE);
        assertThat(anew.answer().found).hasValue(1);
    }

    @Test
    void theSnapshotStaysOpenAsLongAsTheQuestionIsWorkedOn() throws Exception {
        var questions = new Questions(jobs, Duration.ofMinutes(1));
        Question<Count> asked = ask(questions, "a", "", QuestionsTest::forEver);
        open.drop(SNAPSHOT);
        assertThat(closed).hasValue(0);
        questions.forget(SNAPSHOT);
        assertThat(asked.job().awaitEnd().state()).isEqualTo(JobStatus.State.CANCELLED);
        while (closed.get() == 0) {
            Thread.onSpinWait();
        }
    }

    private static void forEver(AnalysedSnapshot snapshot, Count count, Job job) throws InterruptedException {
        while (true) {
            job.check();
            Thread.sleep(1);
        }
    }

    private Question<Count> ask(Questions questions, String text, String again, Question.Work<Count> work) {
        Supplier<LeaseCache<AnalysedSnapshot>.Lease> lease = () -> {
            LeaseCache<AnalysedSnapshot>.Lease taken = open.lease(SNAPSHOT);
            assertThat(taken).isNotNull();
            return taken;
        };
        return questions.ask(SNAPSHOT, text, "Counting", again, Count::new, lease, work);
    }
}
