package io.ouroscope.cli;

import io.ouroscope.analysis.tasks.Filter;
import io.ouroscope.analysis.tasks.Grouping;
import io.ouroscope.analysis.tasks.TaskQuery;
import io.ouroscope.analysis.tasks.TaskTable;
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
            description = "Only tasks whose name, coroutine or file contains this.")
    private String filter = "";

    @Option(
            names = "--group",
            paramLabel = "BY",
            description = "Count the unfinished tasks by ${COMPLETION-CANDIDATES} instead.")
    private @Nullable By group;

    @Option(names = "--json", description = "Print nodes, edges and cycles as JSON.")
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
            if (group != null) {
                groups(
                        snapshot.analysis().tasks().table(),
                        Grouping.valueOf(group.name().toUpperCase(Locale.ROOT)));
            } else if (json) {
                TaskGraphJson.print(snapshot.analysis().tasks(), session.out());
            } else {
                new TaskTreeText(snapshot.analysis().tasks(), session.out()).print(filter);
            }
        }
        return ExitCode.OK;
    }

    /// What a group has in common, for people.
    private record Row(int count, int stuck, String text, String function) {}

    private void groups(TaskTable table, Grouping by) {
        var query = new TaskQuery(
                Filter.UNFINISHED.withText(filter), TaskQuery.Kind.TASKS, "", null, TaskQuery.Sort.BEHIND, true);
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
