package io.ouroscope.cli;

import io.ouroscope.capture.Processes;
import io.ouroscope.capture.PythonProcess;
import io.ouroscope.progress.ByteCount;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ouroscope processes`: the live Python processes of this machine, as a tree.
@Command(name = "processes", description = "List the live Python processes of this machine.")
final class ProcessesCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--json", description = "Print the list as JSON.")
    private boolean json;

    ProcessesCommand(Session session) {
        this.session = session;
    }

    private record Process(
            int pid,
            int parentPid,
            String name,
            List<String> commandLine,
            String user,
            long rssBytes,
            int threads,
            @Nullable String pythonVersion,
            @Nullable String startedAt,
            boolean capturable,
            @Nullable String problem,
            @Nullable String fix) {

        static Process of(PythonProcess process) {
            return new Process(
                    process.pid(),
                    process.parentPid(),
                    process.name(),
                    process.commandLine(),
                    process.user(),
                    process.rssBytes(),
                    process.threads(),
                    process.pythonVersion(),
                    process.startedAt() == null ? null : process.startedAt().toString(),
                    process.capturable(),
                    process.problem(),
                    process.fix());
        }
    }

    @Override
    public Integer call() {
        List<PythonProcess> all = Processes.list();
        if (json) {
            CliJson.print(session.out(), all.stream().map(Process::of).toList());
        } else if (all.isEmpty()) {
            session.terminal().say("No Python process runs here.");
        } else {
            var table = new TextTable("PID>", "MEMORY>", "THREADS>", "PYTHON", "USER", "PROCESS");
            var listed = new HashSet<Integer>();
            all.stream()
                    .filter(each -> each.listedAncestor() == null)
                    .forEach(root -> add(table, root, 0, all, listed));
            table.print(session.out());
        }
        return ExitCode.OK;
    }

    private static void add(
            TextTable table, PythonProcess process, int depth, List<PythonProcess> all, Set<Integer> listed) {
        if (!listed.add(process.pid())) {
            return;
        }
        table.row(
                String.valueOf(process.pid()),
                ByteCount.text(process.rssBytes()),
                String.valueOf(process.threads()),
                Objects.requireNonNullElse(process.pythonVersion(), "?"),
                process.user(),
                "  ".repeat(depth) + process.name() + (process.capturable() ? "" : "  (cannot be captured from here)"));
        for (PythonProcess child : all) {
            if (Objects.equals(child.listedAncestor(), process.pid())) {
                add(table, child, depth + 1, all, listed);
            }
        }
    }
}
