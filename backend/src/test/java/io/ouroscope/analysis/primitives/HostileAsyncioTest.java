package io.ouroscope.analysis.primitives;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.locks.StackExits;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.testing.Damage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damage in loops, handles, locks, queues, tasks and what their callbacks are made of: there is always a graph.
class HostileAsyncioTest {
    private final Damage damage = new Damage(Set.of(
            "_asyncio.Task",
            "_asyncio.Future",
            "asyncio.events.Handle",
            "asyncio.events.TimerHandle",
            "asyncio.unix_events._UnixSelectorEventLoop",
            "builtins.method",
            "builtins.builtin_function_or_method",
            "builtins.coroutine",
            "builtins.float",
            "builtins.tuple",
            "collections.deque"));

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void damageGivesAnotherGraphAndNeverNone(@TempDir Path directory) throws IOException {
        damage.rounds(
                directory, process -> assertThat(graph(process).nodeCount()).isPositive());
    }

    private static WaitGraph graph(PythonProcess process) {
        TaskGraph tasks = TaskGraph.build(process, Progress.NONE);
        Threads threads = Threads.of(process, List.of());
        StackExits exits = StackExits.of(process, tasks, threads, node -> true, Progress.NONE);
        var builder = new WaitBuilder(tasks, threads.list());
        new AsyncioWaits(process, threads, exits, StopFacts.UNKNOWN, node -> true).addTo(builder);
        return builder.build();
    }
}
