package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.PatchedMemory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Damage in and around single objects of real processes of every version: whatever is asked of them ends, with a value
/// or with one that is broken, in bounded time and memory.
///
/// `-Douroscope.test.mutations` is how many for each version, `-Douroscope.seed` where the random numbers begin; a
/// failure names the seed and the round. What damage does to the finding of objects is [HostileHeapTest]'s.
class HostileFixturesIT {
    private static final Path FIXTURES = Path.of("..", "snapshots", "fixtures");
    private static final int MUTATIONS = Integer.getInteger("ouroscope.test.mutations", 500);
    private static final long SEED = Long.getLong("ouroscope.seed", 20261124L);
    /// Processor time, so that a busy machine changes nothing.
    private static final long MOST_CPU_NANOS = 2_000_000_000L;

    private static final long MOST_ALLOCATED_BYTES = 64L << 20;
    private static final long HANGS_AFTER_SECONDS = 120;
    private static final int MOST_WORDS = 8;
    private static final int REFERRERS = 3;

    @TempDir
    Path directory;

    static List<String> versions() throws IOException {
        try (Stream<Path> versions = Files.list(FIXTURES)) {
            return versions.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whateverIsAskedOfDamagedObjectsEndsWithAValue(String version) throws Exception {
        Path core = directory.resolve("damaged.core");
        CompressedSnapshot.unpack(FIXTURES.resolve(version).resolve("fixture.core.zst"), core, Progress.NONE);
        try (Snapshot snapshot = Snapshot.open(core, OpenOptions.NO_REFILL)) {
            var memory = new PatchedMemory(snapshot.memory());
            Analysis analysis = Analysis.run(memory, Hints.NONE, Progress.NONE);
            for (int round = 0; round < MUTATIONS; round++) {
                examine(memory, analysis, round, version);
            }
        }
        Files.delete(core);
    }

    private static void examine(PatchedMemory memory, Analysis analysis, int round, String version)
            throws InterruptedException {
        var random = new Random(SEED + 31L * round);
        Census census = analysis.process().census();
        int node = random.nextInt(census.size());
        damage(memory, census, node, random);
        String how = version + ", " + census.type(node) + " in round " + round + " of -Douroscope.seed=" + SEED;
        var task = new FutureTask<>(() -> measure(analysis, node));
        Thread thread = Thread.ofPlatform().daemon().start(task);
        try {
            long[] cost = task.get(HANGS_AFTER_SECONDS, TimeUnit.SECONDS);
            assertThat(cost[0]).as("processor time of %s", how).isLessThan(MOST_CPU_NANOS);
            assertThat(cost[1]).as("memory for %s", how).isLessThan(MOST_ALLOCATED_BYTES);
        } catch (ExecutionException e) {
            throw new AssertionError(how, e.getCause());
        } catch (TimeoutException e) {
            var hang = new AssertionError(how + " does not end");
            hang.setStackTrace(thread.getStackTrace());
            throw hang;
        } finally {
            memory.mend();
        }
    }

    /// Words of the object, or of what it points to, become something else; or a page or everything behind is gone.
    private static void damage(PatchedMemory memory, Census census, int node, Random random) {
        long object = census.address(node);
        long bytes = Math.clamp(census.type(node).basicSize() + 64, 32, 4096);
        int words = 1 + random.nextInt(MOST_WORDS);
        for (int i = 0; i < words; i++) {
            long at = object - 32 + 8 * random.nextLong(bytes / 8 + 4) & -8;
            long target = memory.isReadable(at, 8) ? memory.getLong(at) : 0;
            boolean follow = random.nextInt(3) == 0 && (target & 7) == 0 && memory.isReadable(target, 64);
            long place = follow ? target + 8L * random.nextInt(8) : at;
            if (memory.isReadable(place, 8)) {
                memory.put(place, word(memory.getLong(place), object, census, random));
            }
        }
        if (random.nextInt(10) == 0) {
            memory.tear(object + random.nextLong(2 * PatchedMemory.PAGE_BYTES));
        }
        if (random.nextInt(20) == 0) {
            memory.cut(object + random.nextLong(bytes));
        }
    }

    private static long word(long before, long object, Census census, Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> random.nextInt(-3, 100);
            case 2 -> random.nextLong();
            case 3 -> before ^ 1L << random.nextInt(64);
            case 4 -> 1L << random.nextInt(64);
            case 5 -> before + 8L * random.nextInt(-64, 64);
            case 6 -> 1L << 62;
            case 7 -> object;
            case 8 -> 0x7fff_dead_0000L;
            default -> census.address(random.nextInt(census.size()));
        };
    }

    /// @return processor time in nanoseconds and bytes allocated
    private static long[] measure(Analysis analysis, int node) {
        var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long nanos = bean.getCurrentThreadCpuTime();
        long bytes = bean.getCurrentThreadAllocatedBytes();
        Census census = analysis.process().census();
        ask(census.address(node), census.type(node), analysis);
        ReferenceGraph graph = analysis.references();
        for (int i = 0; i < Math.min(REFERRERS, graph.inCount(node)); i++) {
            int referrer = graph.source(node, i);
            ask(census.address(referrer), census.type(referrer), analysis);
        }
        return new long[] {bean.getCurrentThreadCpuTime() - nanos, bean.getCurrentThreadAllocatedBytes() - bytes};
    }

    private static void ask(long object, PyType type, Analysis analysis) {
        Heap heap = analysis.process().heap();
        heap.isValid(object, type);
        heap.value(object);
        analysis.previewer().preview(object, 600);
        analysis.labels().of(object, 0, 100);
        analysis.labels().count(object);
        heap.references(object, (target, edge) -> {});
        heap.attributes(object, (name, value) -> true);
        heap.facts(object, (name, text) -> {});
        heap.itemCount(object);
        heap.items(object, 0, 100, (index, key, value) -> true);
        heap.text(object, 100);
        heap.sizeBytes(object);
        heap.memoryBytes(object);
        heap.bodyBytes(object, type);
        try {
            heap.ownBytes(object, type);
            heap.blocks(object, type, (address, bytes) -> {});
        } catch (UnreadableAddressException told) {
            // As their documentation says.
        }
        analysis.frames().suspended(object);
        analysis.frames().ofFrameObject(object);
        analysis.frames().awaited(object);
        analysis.tasks().detail(object);
    }
}
