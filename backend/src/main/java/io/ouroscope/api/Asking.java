package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.progress.Progress;
import io.ouroscope.workspace.Job;
import io.ouroscope.workspace.JobStatus;
import io.ouroscope.workspace.OpenSnapshot;
import io.ouroscope.workspace.Question;
import io.ouroscope.workspace.Workspace;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks questions over the whole heap for a request: the first request starts the search and gets what was found within
/// the time a reader does not notice, the same request later gets more.
///
/// `again` is a parameter of every such endpoint: the id of the job that was cancelled or failed, to start anew.
final class Asking {
    private static final long FIRST_LOOK_MILLIS = 150;

    static final Parameter AGAIN = Parameter.text(
            "again", "Id of the job that was cancelled or failed, to start anew; without it the answer stays as it is");

    private final Workspace workspace;
    private final OpenSnapshot open;
    private final Context ctx;
    private final Progress shortly = new Shortly();

    Asking(Workspace workspace, OpenSnapshot open, Context ctx) {
        this.workspace = workspace;
        this.open = open;
        this.ctx = ctx;
    }

    /// How the search behind a list stands. `total` of the list is what was found so far.
    ///
    /// @param job its id: follow /api/jobs/{job}/events, DELETE /api/jobs/{job} cancels
    /// @param state running, done, failed or cancelled
    record Search(
            String job,
            String state,
            String stage,
            @Nullable Integer percent,
            @Nullable Integer secondsLeft,
            Wire.@Nullable JobProblem problem) {}

    /// A part of a list that a search fills.
    record Found<T>(long total, long offset, int limit, List<T> items, Search search) {}

    /// @param text names the question with all its parameters, but without offset and limit
    /// @param title what it does, for people: "Searching strings"
    <A extends Question.Answer> Question<A> ask(String text, String title, Supplier<A> empty, Question.Work<A> work)
            throws InterruptedException {
        return ask(text, title, again(), empty, work);
    }

    private <A extends Question.Answer> Question<A> ask(
            String text, String title, String again, Supplier<A> empty, Question.Work<A> work)
            throws InterruptedException {
        Question<A> question = workspace.ask(open, text, title, again, empty, work);
        if (question.isFirst()) {
            question.awaitEnd(FIRST_LOOK_MILLIS);
        }
        return question;
    }

    private String again() {
        return Parameters.text(ctx, AGAIN.name());
    }

    /// What has to be found whole before there is anything to show.
    ///
    /// @param value null until it is found
    /// @param search null if it was found at once
    record Whole<T>(@Nullable T value, @Nullable Search search) {}

    /// Finds it; asks `progress` for each chunk of some ten thousand things it looks at.
    @FunctionalInterface
    interface Finder<T> {
        T find(Analysis analysis, Progress progress);
    }

    /// Finds something at once where little has to be looked at; else it is a question.
    ///
    /// @param text as for `ask`
    <T> Whole<T> whole(String text, String title, Finder<T> finder) throws InterruptedException {
        String again = again();
        try {
            return new Whole<>(finder.find(open.analysed().analysis(), shortly), null);
        } catch (CancelledException tooLong) {
            Question<Kept<T>> question = ask(
                    text,
                    title,
                    again,
                    Kept::new,
                    (snapshot, kept, job) -> kept.value = finder.find(snapshot.analysis(), job));
            Search search = search(question.job());
            return new Whole<>(question.answer().value, search);
        }
    }

    /// Gives up what takes longer than a few milliseconds, for one request.
    private static final class Shortly implements Progress {
        private static final int MOST_CHUNKS = 8;

        private int chunks;

        @Override
        public void stage(String name, long totalUnits) {}

        @Override
        public void done(long units) {}

        @Override
        public boolean isCancelled() {
            return ++chunks > MOST_CHUNKS;
        }
    }

    private static final class Kept<T> implements Question.Answer {
        private static final long USUAL_BYTES = 20_000;

        private volatile @Nullable T value;

        @Override
        public long heapBytes() {
            return USUAL_BYTES;
        }
    }

    /// Read before the answer: what is found meanwhile is then in the next look.
    static Search search(Job job) {
        JobStatus status = job.status();
        Wire.Job wire = JobsApi.wire(status);
        return new Search(wire.id(), wire.state(), wire.stage(), wire.percent(), wire.secondsLeft(), wire.problem());
    }
}
