package io.ouroscope.analysis.locks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.threads.SystemCall;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.Referrers;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.testing.Damage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damage in frames, code, coroutines and locks, and threads in any system call with any arguments: there is always a
/// graph.
class HostileLocksTest {
    private final Damage damage = new Damage(Set.of(
            "builtins.coroutine",
            "builtins.generator",
            "builtins.code",
            "_thread.lock",
            "_thread.RLock",
            "threading.Thread",
            "threading.Condition",
            "threading.Event",
            "collections.deque"));
    private final Random random = damage.random();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void damageGivesAnotherGraphAndNeverNone(@TempDir Path directory) throws IOException {
        damage.rounds(
                directory, process -> assertThat(graph(process).nodeCount()).isPositive());
    }

    private WaitGraph graph(PythonProcess process) {
        TaskGraph tasks = TaskGraph.build(process, Progress.NONE);
        Threads threads = Threads.of(process, calls(process));
        StackExits exits = StackExits.of(process, tasks, threads, node -> true, Progress.NONE);
        exits.objects().forEach(object -> assertThat(exits.holders(object)).isNotEmpty());
        var builder = new WaitBuilder(tasks, threads.list());
        new TrioWaits(process, threads, node -> true).addTo(builder);
        new ThreadWaits(process, threads, exits, StopFacts.UNKNOWN, node -> true).addTo(builder);
        new GreenletWaits(process, Referrers.NONE, node -> true).addTo(builder);
        return builder.build();
    }

    /// Python's threads and some others, each in a system call.
    private List<NativeThread> calls(PythonProcess process) {
        var calls = new ArrayList<NativeThread>();
        process.runtime()
                .interpreters()
                .forEach(interpreter ->
                        interpreter.threads().forEach(thread -> calls.add(call(1 + calls.size(), thread.threadId()))));
        for (int i = 0; i < 5; i++) {
            calls.add(call(100 + i, random.nextLong()));
        }
        return calls;
    }

    private NativeThread call(int id, long pointer) {
        int number = random.nextInt(3) == 0 ? SystemCall.FUTEX : random.nextInt(450);
        var arguments = new ArrayList<Long>();
        for (int i = 0; i < 6; i++) {
            arguments.add(
                    random.nextInt(3) == 0
                            ? (Long) random.nextLong()
                            : random.nextBoolean() ? (Long) (long) random.nextInt(-2, 200) : (Long) damage.place());
        }
        return new NativeThread(id, pointer, "", "S", "", new SystemCall(number, arguments), "");
    }
}
