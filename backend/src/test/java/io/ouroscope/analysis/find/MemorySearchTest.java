package io.ouroscope.analysis.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.analysis.find.Sought.Pattern;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.progress.Progress;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/// The search against one that looks at every place, over random memory with borders everywhere.
class MemorySearchTest {
    private static final int ROUNDS = 300;

    /// A few regions of any size; some adjoin the one before, so that what is found reaches across.
    private static Memory memory(Random random, int values) {
        var regions = new ArrayList<Region>();
        long start = random.nextInt(4) == 0 ? -(1L << 20) : 0x10000 + random.nextInt(64);
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 40 : 3000)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) random.nextInt(values);
            }
            regions.add(new Region(start, start + bytes.length, true, false, "", MemorySegment.ofArray(bytes)));
            start += bytes.length + (random.nextBoolean() ? 0 : 1 + random.nextInt(64));
        }
        return new SegmentedMemory(regions);
    }

    private static List<Long> every(Memory memory, LongPredicate test) {
        var found = new ArrayList<Long>();
        for (Region region : memory.regions()) {
            for (long address = region.start(); address != region.end(); address++) {
                if (test.test(address)) {
                    found.add(address);
                }
            }
        }
        return found;
    }

    private static boolean isAt(Memory memory, long address, byte[] run) {
        if (!memory.isReadable(address, run.length)) {
            return false;
        }
        for (int i = 0; i < run.length; i++) {
            if (memory.getByte(address + i) != run[i]) {
                return false;
            }
        }
        return true;
    }

    private static List<Long> addresses(Places places) {
        var found = new ArrayList<Long>();
        for (int i = 0; i < places.size(); i++) {
            found.add(places.get(i).address());
        }
        return found;
    }

    @Test
    void runsOfBytesAreFoundAtEveryPlaceAcrossRegionsAndChunks() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            int values = random.nextBoolean() ? 3 : 256;
            Memory memory = memory(random, values);
            List<Region> regions = memory.regions();
            Region region = regions.get(random.nextInt(regions.size()));
            byte[] run = new byte[1 + random.nextInt(random.nextInt(5) == 0 ? 200 : 6)];
            long from = region.start() + random.nextInt((int) region.sizeBytes());
            if (memory.isReadable(from, run.length)) {
                memory.copy(from, run, 0, run.length);
            } else {
                for (int i = 0; i < run.length; i++) {
                    run[i] = (byte) random.nextInt(values);
                }
            }
            var places = new Places();
            MemorySearch.run(memory, Sought.bytes(run), places, Progress.NONE, 1 + random.nextInt(500));
            assertThat(addresses(places))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(every(memory, address -> isAt(memory, address, run)));
            assertThat(places.count()).isEqualTo(places.size());
            assertThat(places.searchedBytes())
                    .isEqualTo(regions.stream().mapToLong(Region::sizeBytes).sum());
        }
    }

    @Test
    void severalPatternsAreFoundInTheOrderOfTheirPlaces() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Memory memory = memory(random, 3);
            var patterns = List.of(
                    new Pattern("one", new byte[] {1}),
                    new Pattern("two", new byte[] {1, 2}),
                    new Pattern("long", new byte[] {0, 1, 0, 2, 0}));
            var places = new Places();
            MemorySearch.run(memory, new Sought.Bytes(patterns), places, Progress.NONE, 1 + random.nextInt(500));
            var expected = new ArrayList<String>();
            every(memory, address -> {
                for (int i = 0; i < patterns.size(); i++) {
                    if (isAt(memory, address, patterns.get(i).bytes())) {
                        expected.add(Long.toHexString(address) + " " + i);
                    }
                }
                return false;
            });
            var found = new ArrayList<String>();
            for (int i = 0; i < places.size(); i++) {
                found.add(Long.toHexString(places.get(i).address()) + " "
                        + places.get(i).pattern());
            }
            assertThat(found).as("seed %d round %d", seed, round).isEqualTo(expected);
        }
    }

    @Test
    void pointersAreFoundInEveryAlignedWordThatIsWhole() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Memory memory = memory(random, 2);
            Region region = memory.regions().getFirst();
            long low = memory.isReadable(region.start(), 8) && random.nextBoolean()
                    ? memory.getLong(region.start())
                    : random.nextLong() & 0x0101010101010101L;
            long size = random.nextBoolean() ? 1 : 1L << random.nextInt(60);
            var places = new Places();
            MemorySearch.run(
                    memory,
                    new Sought.Pointer(low, low + size),
                    places,
                    Progress.NONE,
                    8L + 8 * random.nextInt(60) + random.nextInt(2));
            assertThat(addresses(places))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(every(
                            memory,
                            address -> (address & 7) == 0
                                    && memory.isReadable(address, 8)
                                    && Long.compareUnsigned(memory.getLong(address) - low, size) < 0));
        }
    }

    @Test
    void beyondWhatIsKeptPlacesAreCountedAndTheFirstAreKept() {
        byte[] bytes = new byte[10_000];
        Memory memory = new SegmentedMemory(
                List.of(new Region(0x1000, 0x1000 + bytes.length, true, false, "", MemorySegment.ofArray(bytes))));
        var places = new Places(100);
        MemorySearch.run(memory, Sought.bytes(new byte[1]), places, Progress.NONE, 64);
        assertThat(places.count()).isEqualTo(10_000);
        assertThat(places.size()).isEqualTo(100);
        assertThat(places.get(99).address()).isEqualTo(0x1000 + 99);
    }

    @Test
    void aTextIsSoughtInEveryEncodingThatIsDifferent() {
        assertThat(Sought.text("abc").patterns())
                .extracting(Pattern::name)
                .containsExactly("UTF-8/Latin-1", "UTF-16", "UTF-32");
        assertThat(Sought.text("é").patterns())
                .extracting(Pattern::name)
                .containsExactly("UTF-8", "Latin-1", "UTF-16", "UTF-32");
        assertThat(Sought.text("日本").patterns()).extracting(Pattern::name).containsExactly("UTF-8", "UTF-16", "UTF-32");
        assertThat(Sought.text("ab").patterns().get(1).bytes()).isEqualTo("ab".getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void aCancelledSearchEnds() {
        Memory memory = memory(new Random(1), 3);
        Progress cancelled = new Progress() {
            @Override
            public void stage(String name, long units) {}

            @Override
            public void done(long units) {}

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThatThrownBy(() -> MemorySearch.run(memory, Sought.bytes(new byte[1]), new Places(), cancelled))
                .isInstanceOf(CancelledException.class);
    }
}
