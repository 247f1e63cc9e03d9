package io.ouroscope.analysis.primitives;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.locks.StackExits;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.PatchedMemory;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damage in loops, handles, locks, queues, tasks and what their callbacks are made of: there is always a graph.
class HostileAsyncioTest {
    private static final int ROUNDS = Integer.getInteger("ouroscope.test.rounds", 30);
    private static final int MOST_WORDS = 40;
    private static final int BYTES_OF_A_STRUCT = 256;
    private static final int MOST_OF_A_TYPE = 30;
    private static final Set<String> DAMAGED = Set.of(
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
            "collections.deque");

    private final long seed = Long.getLong("ouroscope.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final LongArrayList places = new LongArrayList();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void damageGivesAnotherGraphAndNeverNone(@TempDir Path directory) throws IOException {
        Path core = directory.resolve("hostile.core");
        CompressedSnapshot.unpack(Path.of("..", "snapshots", "generate.core.zst"), core, Progress.NONE);
        try (Snapshot snapshot = Snapshot.open(core)) {
            var memory = new PatchedMemory(snapshot.memory());
            PythonProcess process = Discovery.discover(memory, Hints.NONE, Progress.NONE);
            collect(process, memory);
            assertThat(graph(process).nodeCount()).isPositive();
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = random.nextInt(MOST_WORDS); i >= 0; i--) {
                    memory.put(places.getLong(random.nextInt(places.size())), word(memory));
                }
                try {
                    assertThat(graph(process).nodeCount()).isPositive();
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError("round " + round + " with -Douroscope.seed=" + seed, e);
                }
                memory.mend();
            }
        }
    }

    private void collect(PythonProcess process, PatchedMemory memory) {
        Threads threads = Threads.of(process, List.of());
        for (ThreadInfo thread : threads.list()) {
            for (StackFrame frame : threads.stack(thread, 0, 1_000).frames()) {
                place(memory, frame.frame());
                place(memory, frame.code());
            }
        }
        for (PyType type : process.heap().types()) {
            if (DAMAGED.contains(type.name())) {
                int[] nodes = process.census().nodesOf(type);
                for (int i = 0; i < Math.min(MOST_OF_A_TYPE, nodes.length); i++) {
                    place(memory, process.census().address(nodes[i]));
                }
            }
        }
        assertThat(places.size()).isGreaterThan(1_000);
    }

    private void place(PatchedMemory memory, long start) {
        for (long at = start; at < start + BYTES_OF_A_STRUCT && memory.isReadable(at, Long.BYTES); at += Long.BYTES) {
            places.add(at);
        }
    }

    private long word(PatchedMemory memory) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> random.nextInt(-3, 100);
            case 2 -> random.nextLong();
            case 3 -> 1L << random.nextInt(64);
            case 4 -> places.getLong(random.nextInt(places.size()));
            default -> memory.getLong(places.getLong(random.nextInt(places.size())));
        };
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
