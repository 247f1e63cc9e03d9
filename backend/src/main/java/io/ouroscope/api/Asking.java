package io.ouroscope.api;

import io.javalin.http.Context;
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
        Question<A> question = workspace.ask(open, text, title, Parameters.text(ctx, "again"), empty, work);
        if (question.isFirst()) {
            question.awaitEnd(FIRST_LOOK_MILLIS);
        }
        return question;
    }

    /// Read before the answer: what is found meanwhile is then in the next look.
    static Search search(Job job) {
        JobStatus status = job.status();
        Wire.Job wire = JobsApi.wire(status);
        return new Search(wire.id(), wire.state(), wire.stage(), wire.percent(), wire.secondsLeft(), wire.problem());
    }
}
