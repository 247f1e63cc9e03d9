package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.NotPythonException;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.SnapshotFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random damage to a real process's memory: the analysis ends, finds what it finds or says that there is no Python,
/// and
/// everything found can be shown.
///
/// `-Douroscope.seed`, `.rounds` and `.core` (a file) make it longer or repeat it.
class HostileHeapTest {
    private static final int ROUNDS = Integer.getInteger("ouroscope.test.rounds", 4);
    private static final Duration TOO_LONG = Duration.ofMinutes(2);
    private static final int MOST_DAMAGE_BITS = 16;
    private static final int SHOWN = 2_000;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("ouroscope.seed", 20261122L);
    private final Random random = new Random(seed);
    private Path core = Path.of("");

    @BeforeEach
    void unpack() throws IOException {
        core = directory.resolve("hostile.core");
        String given = System.getProperty("ouroscope.test.core");
        if (given != null) {
            Files.copy(Path.of(given), core);
        } else {
            CompressedSnapshot.unpack(Path.of("..", "snapshots", "generate.core.zst"), core, Progress.NONE);
        }
    }

    @Test
    void damagedMemoryIsAnalysedOrRefused() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (FileChannel channel = FileChannel.open(core, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                var bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
                bytes.order(ByteOrder.LITTLE_ENDIAN);
                Deque<long[]> undo = damage(bytes, writablePlaces(bytes));
                examine("Round " + round);
                undo.forEach(word -> bytes.putLong((int) word[0], word[1]));
            }
        }
    }

    @Test
    void filesCutShortAreAnalysedOrRefused() throws Exception {
        long size = Files.size(core);
        for (int round = 0; round < ROUNDS && size > 0; round++) {
            size = random.nextLong(size);
            try (FileChannel channel = FileChannel.open(core, StandardOpenOption.WRITE)) {
                channel.truncate(size);
            }
            examine("Cut to " + size);
        }
    }

    /// Where the writable segments are in the file: offset and end.
    private static List<long[]> writablePlaces(ByteBuffer bytes) {
        var places = new ArrayList<long[]>();
        for (int i = 0; i < bytes.getShort(56); i++) {
            int header = (int) bytes.getLong(32) + 56 * i;
            boolean writableLoad = bytes.getInt(header) == 1 && (bytes.getInt(header + 4) & 2) != 0;
            long offset = bytes.getLong(header + 8);
            long size = bytes.getLong(header + 32);
            if (writableLoad && size > 8) {
                places.add(new long[] {offset, offset + size});
            }
        }
        return places;
    }

    /// @return what was there before, the last first
    private Deque<long[]> damage(MappedByteBuffer bytes, List<long[]> places) {
        var undo = new ArrayDeque<long[]>();
        int count = 1 << random.nextInt(MOST_DAMAGE_BITS);
        for (int i = 0; i < count; i++) {
            int at = offset(places);
            undo.push(new long[] {at, bytes.getLong(at)});
            bytes.putLong(at, word(bytes, at, places));
        }
        return undo;
    }

    private int offset(List<long[]> places) {
        long[] place = places.get(random.nextInt(places.size()));
        return (int) (place[0] + random.nextLong(place[1] - place[0] - 8) & ~7L);
    }

    private long word(ByteBuffer bytes, int at, List<long[]> places) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextInt(-3, 100);
            case 2 -> random.nextLong();
            case 3 -> bytes.getLong(at) ^ 1L << random.nextInt(64);
            case 4 -> 1L << random.nextInt(64);
            case 5 -> bytes.getLong(at) + 8L * random.nextInt(-64, 64);
            default -> bytes.getLong(offset(places));
        };
    }

    private void examine(String what) throws InterruptedException {
        var task = new FutureTask<>(this::look);
        Thread thread = Thread.ofPlatform().daemon().start(task);
        String how = what + " with -Douroscope.seed=" + seed;
        try {
            assertThat(task.get(TOO_LONG.toMillis(), TimeUnit.MILLISECONDS))
                    .as(how)
                    .isNotNegative();
        } catch (ExecutionException e) {
            throw new AssertionError(how, e.getCause());
        } catch (TimeoutException e) {
            var hang = new AssertionError(how + " takes longer than " + TOO_LONG);
            hang.setStackTrace(thread.getStackTrace());
            throw hang;
        }
    }

    /// @return how many objects were found, 0 if the file was refused
    private int look() throws IOException {
        try (Snapshot snapshot = Snapshot.open(core)) {
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            Census census = analysis.process().census();
            for (int i = 0; i < SHOWN && census.size() > 0; i++) {
                show(census.address(random.nextInt(census.size())), analysis);
            }
            if (analysis.tasks().cycleCount() > 0) {
                analysis.tasks().cycle(0);
            }
            return census.size();
        } catch (SnapshotFormatException | NotPythonException refused) {
            return 0;
        }
    }

    private static void show(long object, Analysis analysis) {
        Heap heap = analysis.process().heap();
        analysis.previewer().preview(object);
        analysis.labels().of(object, 0, 100);
        heap.attributes(object, (name, value) -> true);
        heap.facts(object, (name, text) -> {});
        heap.items(object, 0, 100, (index, key, value) -> true);
        heap.text(object, 100);
        analysis.tasks().detail(object);
    }
}
