package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.tasks.Filter;
import io.ouroscope.analysis.tasks.FoundText;
import io.ouroscope.analysis.tasks.NodeState;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.tasks.TaskRow;
import io.ouroscope.analysis.tasks.TextMatches;
import io.ouroscope.workspace.Question;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The filter of the lists of tasks: by state, and by a text, which is a question over all tasks and their frames. The
/// question is one for all lists, whatever else they ask for.
final class TaskFilter {
    static final Parameter TEXT = Parameter.text(
            "filter",
            "Part of a name, coroutine or place, of the name or coroutine of what is awaited, or of the name or preview"
                    + " of a local variable of the task's frames; whatever its case");
    static final Parameter STATE =
            Parameter.choice("state", StateChoice.class, "Unfinished unless told; with a filter: all");

    private static final int LONGEST_TEXT = 1000;

    private final TaskGraph tasks;
    private final Filter filter;
    private final Asking.@Nullable Search search;

    private TaskFilter(TaskGraph tasks, Filter filter, Asking.@Nullable Search search) {
        this.tasks = tasks;
        this.filter = filter;
        this.search = search;
    }

    /// The states a request can ask for.
    private enum StateChoice {
        UNFINISHED(EnumSet.of(NodeState.PENDING, NodeState.RUNNING)),
        ALL(EnumSet.allOf(NodeState.class)),
        PENDING(EnumSet.of(NodeState.PENDING)),
        RUNNING(EnumSet.of(NodeState.RUNNING)),
        DONE(EnumSet.of(NodeState.DONE)),
        CANCELLED(EnumSet.of(NodeState.CANCELLED));

        private final Set<NodeState> states;

        StateChoice(Set<NodeState> states) {
            this.states = states;
        }
    }

    /// Where the text of a filter stands.
    ///
    /// @param where what has it: name, coroutine, place, awaited or local
    /// @param function of the frame whose local variable has it, else null, as are file, line and variable
    /// @param hit the text itself, empty if the variable's name has it
    record FoundIn(
            String where,
            @Nullable String function,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable String variable,
            String before,
            String hit,
            String after) {}

    private record Answer(TextMatches matches) implements Question.Answer {
        @Override
        public long heapBytes() {
            return matches.heapBytes();
        }
    }

    /// Asks for the text, if the request has one. A text finds the finished too, unless a state is asked for.
    static TaskFilter of(Context ctx, InSnapshot.View view) throws InterruptedException {
        String text = TextMatches.normal(Parameters.text(ctx, TEXT.name()));
        if (text.length() > LONGEST_TEXT) {
            throw ApiException.of(400, "bad-parameter", "filter must have at most " + LONGEST_TEXT + " characters");
        }
        StateChoice state =
                Parameters.choice(ctx, STATE.name(), text.isEmpty() ? StateChoice.UNFINISHED : StateChoice.ALL);
        TaskGraph tasks = view.analysis().tasks();
        var filter = new Filter(null, state.states);
        if (text.isEmpty()) {
            return new TaskFilter(tasks, filter, null);
        }
        Question<Answer> question = view.questions()
                .ask(
                        "tasks " + text,
                        "Searching tasks",
                        () -> new Answer(new TextMatches(text)),
                        (snapshot, answer, job) -> snapshot.analysis().tasks().search(answer.matches(), job));
        Asking.Search search = Asking.search(question.job());
        return new TaskFilter(tasks, filter.among(question.answer().matches()), search);
    }

    Filter filter() {
        return filter;
    }

    /// How the question stands, null without a text.
    Asking.@Nullable Search search() {
        return search;
    }

    /// The row, and where it has the text.
    Wire.TaskRow row(TaskRow row) {
        TextMatches among = filter.among();
        FoundText found = among == null ? null : tasks.where(row.address(), among);
        return TasksApi.row(row, found == null ? null : wire(found));
    }

    private static FoundIn wire(FoundText found) {
        boolean local = found.where() == FoundText.Where.LOCAL;
        TaskTableApi.Spot spot = TaskTableApi.spot(found.place());
        return new FoundIn(
                Parameters.lower(found.where()),
                spot.function(),
                spot.file(),
                spot.line(),
                local ? found.variable() : null,
                found.before(),
                found.hit(),
                found.after());
    }
}
