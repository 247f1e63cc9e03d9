package io.ouroscope.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.memory.Memory;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.Snapshot;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Damages the frames, code and objects of some types in a bundled snapshot, at random, round by round, for who reads
/// them. A failure says how to repeat it: `-Douroscope.seed`; `-Douroscope.test.rounds` is how often.
public final class Damage {
    private static final int ROUNDS = Integer.getInteger("ouroscope.test.rounds", 30);
    private static final int MOST_WORDS = 40;
    private static final int BYTES_OF_A_STRUCT = 256;
    private static final int MOST_OF_A_TYPE = 30;

    private final long seed = Long.getLong("ouroscope.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final LongArrayList places = new LongArrayList();
    private final Set<String> types;

    /// @param types full names of the types whose objects are damaged
    public Damage(Set<String> types) {
        this.types = types;
    }

    public Random random() {
        return random;
    }

    /// An address of something that is damaged.
    public long place() {
        return places.getLong(random.nextInt(places.size()));
    }

    /// Has the reader read the whole process and then its damaged ones.
    ///
    /// @param directory for the unpacked snapshot
    /// @param reader asserts something of a process
    public void rounds(Path directory, Consumer<PythonProcess> reader) throws IOException {
        Path core = directory.resolve("hostile.core");
        CompressedSnapshot.unpack(Path.of("..", "snapshots", "generate.core.zst"), core, Progress.NONE);
        rounds(core, memory -> Discovery.discover(memory, Hints.NONE, Progress.NONE), reader);
    }

    /// The same with another snapshot.
    ///
    /// @param discovery reads the process that is not damaged yet, once
    public void rounds(Path core, Function<Memory, PythonProcess> discovery, Consumer<PythonProcess> reader)
            throws IOException {
        try (Snapshot snapshot = Snapshot.open(core)) {
            var memory = new PatchedMemory(snapshot.memory());
            PythonProcess process = discovery.apply(memory);
            collect(process, memory);
            reader.accept(process);
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = random.nextInt(MOST_WORDS); i >= 0; i--) {
                    memory.put(place(), word(memory));
                }
                try {
                    reader.accept(process);
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
                collect(memory, frame.frame());
                collect(memory, frame.code());
            }
        }
        for (PyType type : process.heap().types()) {
            if (types.contains(type.name())) {
                int[] nodes = process.census().nodesOf(type);
                for (int i = 0; i < Math.min(MOST_OF_A_TYPE, nodes.length); i++) {
                    collect(memory, process.census().address(nodes[i]));
                }
            }
        }
        assertThat(places.size()).isGreaterThan(1_000);
    }

    private void collect(PatchedMemory memory, long start) {
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
            case 4 -> place();
            default -> memory.getLong(place());
        };
    }
}
