package io.ouroscope.analysis.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.python.runtime.Interpreter;
import io.ouroscope.python.runtime.PythonRuntime;
import io.ouroscope.python.runtime.Roots;
import io.ouroscope.python.runtime.RuntimeFinder;
import io.ouroscope.python.runtime.ThreadState;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.Snapshot;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damage where interpreters, threads, frames and code are: everything ends, what can be read is shown.
///
/// `-Douroscope.seed`, `.rounds` and `.core` (a file) make it longer or repeat it.
class HostileThreadsTest {
    private static final int ROUNDS = Integer.getInteger("ouroscope.test.rounds", 100);
    private static final int MOST_WORDS = 12;
    private static final int MOST_FRAMES = 1_000;
    private static final int BYTES_OF_A_STRUCT = 512;

    private final long seed = Long.getLong("ouroscope.seed", 20261124L);
    private final Random random = new Random(seed);
    private final List<Region> regions = new ArrayList<>();
    /// Addresses of words worth damaging.
    private final LongArrayList places = new LongArrayList();
    private final LongArrayList modules = new LongArrayList();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void damagedThreadsAreShownAsFarAsTheyCanBeRead(@TempDir Path directory) throws IOException {
        Memory memory = memory(directory);
        PythonProcess sound = Discovery.discover(memory, Hints.NONE, Progress.NONE);
        collect(sound);
        int whole = look(sound);
        assertThat(whole).isGreaterThan(5);
        for (int round = 0; round < ROUNDS; round++) {
            var undo = new ArrayList<long[]>();
            for (int i = random.nextInt(MOST_WORDS); i >= 0; i--) {
                long at = places.getLong(random.nextInt(places.size()));
                undo.add(new long[] {at, memory.getLong(at)});
                write(at, word(memory, at));
            }
            try {
                PythonRuntime runtime = RuntimeFinder.find(sound.heap(), modules, this::search);
                assertThat(look(new PythonProcess(
                                sound.detection(), sound.heap(), sound.census(), runtime, sound.allocators())))
                        .isNotNegative();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("round " + round + " with -Douroscope.seed=" + seed, e);
            }
            undo.reversed().forEach(word -> write(word[0], word[1]));
        }
        assertThat(look(sound)).isEqualTo(whole);
    }

    /// A copy that can be written to.
    private Memory memory(Path directory) throws IOException {
        Path core = directory.resolve("hostile.core");
        String given = System.getProperty("ouroscope.test.core");
        if (given == null) {
            CompressedSnapshot.unpack(Path.of("..", "snapshots", "generate.core.zst"), core, Progress.NONE);
        }
        try (Snapshot snapshot = Snapshot.open(given == null ? core : Path.of(given))) {
            for (Region region : snapshot.memory().regions()) {
                byte[] bytes = region.bytes().toArray(ValueLayout.JAVA_BYTE);
                regions.add(new Region(
                        region.start(),
                        region.end(),
                        region.writable(),
                        region.executable(),
                        region.path(),
                        MemorySegment.ofArray(bytes)));
            }
        }
        return new SegmentedMemory(regions);
    }

    private void collect(PythonProcess process) {
        for (PyType type : process.heap().types()) {
            if (type.isSubtypeOf("module")) {
                for (int node : process.census().nodesOf(type)) {
                    modules.add(process.census().address(node));
                }
            }
        }
        Threads threads = Threads.of(process, List.of());
        for (Interpreter interpreter : process.runtime().interpreters()) {
            place(interpreter.address(), 16 * BYTES_OF_A_STRUCT);
            for (ThreadState thread : interpreter.threads()) {
                place(thread.address(), BYTES_OF_A_STRUCT);
            }
        }
        for (ThreadInfo thread : threads.list()) {
            for (StackFrame frame : threads.stack(thread, 0, MOST_FRAMES).frames()) {
                place(frame.frame(), BYTES_OF_A_STRUCT / 2);
                place(frame.code(), BYTES_OF_A_STRUCT / 2);
            }
        }
    }

    private void place(long start, int bytes) {
        for (long at = start; at < start + bytes; at += Long.BYTES) {
            if (regions.stream().anyMatch(region -> region.contains(start) && region.contains(start + bytes))) {
                places.add(at);
            }
        }
    }

    private void write(long address, long value) {
        Region region = regions.stream()
                .filter(each -> each.contains(address))
                .findFirst()
                .orElseThrow();
        region.bytes().set(ValueLayout.JAVA_LONG_UNALIGNED, address - region.start(), value);
    }

    private long word(Memory memory, long at) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextInt(-3, 100);
            case 2 -> random.nextLong();
            case 3 -> memory.getLong(at) ^ 1L << random.nextInt(64);
            case 4 -> 1L << random.nextInt(64);
            case 5 -> memory.getLong(at) + 8L * random.nextInt(-64, 64);
            case 6 -> places.getLong(random.nextInt(places.size()));
            default -> memory.getLong(places.getLong(random.nextInt(places.size())));
        };
    }

    private LongArrayList search(String stage, LongSet wanted) {
        var found = new LongArrayList();
        for (Region region : regions) {
            for (long offset = 0; region.writable() && offset + 8 <= region.sizeBytes(); offset += 8) {
                if (wanted.contains(region.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, offset))) {
                    found.add(region.start() + offset);
                }
            }
        }
        return found;
    }

    /// Looks at everything there is of threads.
    ///
    /// @return how many frames there are
    private int look(PythonProcess process) {
        Threads threads = Threads.of(process, List.of());
        int frames = 0;
        for (ThreadInfo thread : threads.list()) {
            for (StackFrame frame : threads.stack(thread, 0, MOST_FRAMES).frames()) {
                threads.frames().at(frame.frame());
                threads.frames().values(frame.frame());
                frames++;
            }
        }
        var labels = new ArrayList<String>();
        new Roots(process.heap(), process.runtime()).report((kind, target, counted, label) -> {
            if (labels.size() < MOST_FRAMES) {
                labels.add(label.get());
            }
        });
        Suspended.groups(process, node -> true, Progress.NONE);
        return frames;
    }
}
