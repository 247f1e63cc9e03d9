package io.ouroscope.cli;

import io.ouroscope.analysis.tasks.Filter;
import io.ouroscope.analysis.tasks.Grouping;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.tasks.TaskQuery;
import io.ouroscope.analysis.tasks.TaskTable;
import io.ouroscope.analysis.tasks.TextMatches;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope tasks SOURCE`: who waits for whom.
@Command(name = "tasks", description = "Show asyncio's tasks, what they wait for, and cycles among them.")
final class TasksCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            description =
                    "Only tasks that have this in their name, coroutine or place, in what they await, or in a local"
                            + " variable.")
    private String filter = "";

    @Option(
            names = "--group",
            paramLabel = "BY",
            description = "Count the unfinished tasks by ${COMPLETION-CANDIDATES} instead.")
    private @Nullable By group;

    @Option(
            names = "--json",
            description = "Print nodes, edges and cycles as JSON; with --filter a list of the tasks found and where.")
    private boolean json;

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    /// As typed.
    enum By {
        place,
        coroutine,
        awaits,
        object
    }

    TasksCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            TaskGraph tasks = snapshot.analysis().tasks();
            TextMatches found = filter.isBlank() ? null : search(tasks);
            if (group != null) {
                Filter fit = found == null ? Filter.UNFINISHED : Filter.UNFINISHED.among(found);
                groups(tasks.table(), fit, Grouping.valueOf(group.name().toUpperCase(Locale.ROOT)));
            } else if (json && found != null) {
                TaskGraphJson.printFound(tasks, found, session.out());
            } else if (json) {
                TaskGraphJson.print(tasks, session.out());
            } else {
                new TaskTreeText(tasks, session.out()).print(found);
            }
        }
        return ExitCode.OK;
    }

    private TextMatches search(TaskGraph tasks) {
        var found = new TextMatches(filter);
        try {
            tasks.search(found, session.progress());
        } finally {
            session.terminal().clear();
        }
        return found;
    }

    /// What a group has in common, for people.
    private record Row(int count, int stuck, String text, String function) {}

    private void groups(TaskTable table, Filter fit, Grouping by) {
        var query = new TaskQuery(fit, TaskQuery.Kind.TASKS, "", null, TaskQuery.Sort.BEHIND, true);
        List<Row> rows = table.groups(query, by).stream()
                .map(each -> new Row(
                        each.count(), each.stuck(), each.text(), each.place().function()))
                .toList();
        if (json) {
            CliJson.print(session.out(), rows);
            return;
        }
        var text = new TextTable("TASKS>", "STUCK>", "WHERE");
        rows.forEach(row -> text.row(
                String.format(Locale.ROOT, "%,d", row.count),
                String.format(Locale.ROOT, "%,d", row.stuck),
                row.text.isEmpty() ? "-" : row.function.isEmpty() ? row.text : row.text + " in " + row.function));
        text.print(session.out());
    }
}
