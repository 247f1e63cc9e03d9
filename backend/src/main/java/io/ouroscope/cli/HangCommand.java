package io.ouroscope.cli;

import io.ouroscope.analysis.hang.HangJson;
import io.ouroscope.analysis.hang.HangReport;
import io.ouroscope.analysis.hang.Verdict;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope hang SOURCE`: why it is stuck.
@Command(
        name = "hang",
        description = "Say in a sentence why a process is stuck, and prove it.",
        footerHeading = "%nThe exit status says what is wrong, for probes and cron jobs:%n",
        footer = {
            "   0  nothing: everything that waits can be woken, or nothing waits",
            "  10  task-deadlock        11  thread-deadlock      12  mixed-deadlock",
            "  13  pool-starved         14  orphan-future        15  lock-never-released",
            "  16  queue-without-producer",
            "  20  blocked-loop         21  gil-held-in-c        22  waiting-for-peer (see --peers)",
            "  23  cpu-bound            others as for every command"
        })
final class HangCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Option(names = "--all", description = "Show every verdict with its proof; without it the first in full.")
    private boolean all;

    @Option(names = "--peers", description = "Let waiting for another host or process be a problem: exit status 22.")
    private boolean peers;

    @Option(names = "--json", description = "Print all of it as JSON.")
    private boolean json;

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    HangCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            HangReport report = snapshot.hang().report();
            if (json) {
                CliJson.print(session.out(), new HangJson(snapshot.sourceLines()).of(report));
            } else {
                new HangText(report, snapshot.sourceLines(), session.out()).print(all);
            }
            return status(report.first());
        }
    }

    private int status(Verdict verdict) {
        return switch (verdict.kind()) {
            case TASK_DEADLOCK -> 10;
            case THREAD_DEADLOCK -> 11;
            case MIXED_DEADLOCK -> 12;
            case POOL_STARVED -> 13;
            case ORPHAN_FUTURE -> 14;
            case LOCK_NEVER_RELEASED -> 15;
            case QUEUE_WITHOUT_PRODUCER -> 16;
            case BLOCKED_LOOP -> 20;
            case GIL_HELD_IN_C -> 21;
            case WAITING_FOR_PEER -> peers ? 22 : ExitCode.OK;
            case CPU_BOUND -> 23;
            case WAITING, NONE -> ExitCode.OK;
        };
    }
}
