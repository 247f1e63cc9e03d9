package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.Coverage.Part;
import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.testing.FakeHeap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final int PAGE = 4096;
    private static final long FILE = 0x5000_0000_0000L;
    private static final long STACK = 0x7000_0000_0000L;
    private static final long OTHER = 0x7100_0000_0000L;

    private static Region region(long start, int bytes, String path) {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) 1);
        return new Region(start, start + bytes, true, false, path, MemorySegment.ofArray(content));
    }

    private static CoverageBytes coverage(FakeHeap fake, List<Region> more, List<Hints.Stack> stacks) {
        var regions = new ArrayList<>(fake.memory().regions());
        regions.addAll(more);
        return Analysis.run(
                        new SegmentedMemory(regions), new Hints("3.12.1", List.of(), stacks, List.of()), Progress.NONE)
                .coverage()
                .all();
    }

    @Test
    void thePartsAddUpToAllMemory() {
        var fake = FakeHeap.of("3.12.1");
        fake.list(fake.integer(77), fake.str("text"));
        List<Region> more = List.of(
                region(FILE, 3 * PAGE, "/usr/lib/some.so"), region(STACK, 10 * PAGE, ""), region(OTHER, 2 * PAGE, ""));
        CoverageBytes before = coverage(fake, List.of(), List.of());
        CoverageBytes after =
                coverage(fake, more, List.of(new Hints.Stack(STACK + 2 * PAGE, STACK + 6 * PAGE + 0x740)));
        long heapBytes =
                fake.memory().regions().stream().mapToLong(Region::sizeBytes).sum();
        assertThat(before.totalBytes()).isEqualTo(heapBytes);
        assertThat(after.totalBytes()).isEqualTo(heapBytes + 15 * PAGE);
        assertThat(after.bytes(Part.FILES)).isEqualTo(3 * PAGE);
        assertThat(after.bytes(Part.STACKS))
                .as("to the end of the page behind the thread's own data")
                .isEqualTo(8 * PAGE);
        assertThat(after.bytes(Part.UNKNOWN) - before.bytes(Part.UNKNOWN)).isEqualTo(4 * PAGE);
        assertThat(after.bytes(Part.UNTOUCHED))
                .isEqualTo(before.bytes(Part.UNTOUCHED))
                .isPositive();
    }

    @Test
    void aListsItemsAreItsBuffer() {
        var fake = FakeHeap.of("3.12.1");
        long item = fake.integer(77);
        fake.list(item);
        CoverageBytes small = coverage(fake, List.of(), List.of());
        long[] items = new long[1000];
        Arrays.fill(items, item);
        long array = fake.list(items);
        fake.list(array);
        fake.poke(array, 2);
        CoverageBytes large = coverage(fake, List.of(), List.of());
        assertThat(large.bytes(Part.BUFFERS) - small.bytes(Part.BUFFERS)).isBetween(8000L, 8064L);
        assertThat(large.bytes(Part.OBJECTS) - small.bytes(Part.OBJECTS)).isBetween(40L, 160L);
    }

    @Test
    void objectsThatClaimMoreThanThereIsDoNotChangeTheSum() {
        var fake = FakeHeap.of("3.12.1");
        long array = fake.list(fake.integer(77));
        fake.list(array);
        fake.poke(array, 2);
        fake.poke(array + fake.layout().offset("PyListObject", "allocated"), 1L << 50);
        CoverageBytes coverage = coverage(fake, List.of(), List.of());
        assertThat(coverage.totalBytes())
                .isEqualTo(fake.memory().regions().stream()
                        .mapToLong(Region::sizeBytes)
                        .sum());
        assertThat(Arrays.stream(Part.values()).mapToLong(coverage::bytes)).allMatch(bytes -> bytes >= 0);
    }

    @Test
    void eachMappingHasItsOwnBytesAndTogetherTheyAreAllOfThem() {
        var fake = FakeHeap.of("3.12.1");
        long item = fake.integer(77);
        long[] items = new long[1000];
        Arrays.fill(items, item);
        long array = fake.list(items);
        fake.list(array);
        fake.poke(array, 2);
        long buffer = fake.memory().getLong(array + fake.layout().offset("PyListObject", "ob_item"));
        Region heap = fake.memory().regions().stream()
                .filter(region -> region.contains(buffer))
                .findFirst()
                .orElseThrow();
        long cut = buffer + 3200;
        List<AddressRanges.Range> mappings = List.of(
                new AddressRanges.Range(FILE, FILE + PAGE),
                new AddressRanges.Range(heap.start(), cut),
                new AddressRanges.Range(cut, heap.end()),
                new AddressRanges.Range(STACK, STACK + 64 * PAGE));
        var regions = new ArrayList<>(fake.memory().regions());
        regions.add(region(FILE, 3 * PAGE, "/usr/lib/some.so"));
        regions.add(region(STACK, 2 * PAGE, ""));
        Coverage coverage = Analysis.run(
                        new SegmentedMemory(regions),
                        new Hints("3.12.1", List.of(), List.of(), mappings),
                        Progress.NONE)
                .coverage();
        Coverage whole = Analysis.run(new SegmentedMemory(regions), new Hints("3.12.1", List.of()), Progress.NONE)
                .coverage();
        assertThat(Arrays.stream(Part.values()).map(coverage.all()::bytes))
                .containsExactlyElementsOf(
                        Arrays.stream(Part.values()).map(whole.all()::bytes).toList());
        CoverageBytes before = coverage.within(heap.start(), cut);
        CoverageBytes after = coverage.within(cut, heap.end());
        assertThat(before.totalBytes()).isEqualTo(cut - heap.start());
        assertThat(after.totalBytes()).isEqualTo(heap.end() - cut);
        assertThat(before.bytes(Part.BUFFERS)).as("what lies before the cut").isGreaterThanOrEqualTo(3200);
        assertThat(after.bytes(Part.BUFFERS)).as("the rest of the same buffer").isGreaterThanOrEqualTo(4800);
        assertThat(coverage.within(FILE, FILE + PAGE).bytes(Part.FILES)).isEqualTo(PAGE);
        assertThat(coverage.within(FILE + PAGE, FILE + 3 * PAGE).bytes(Part.FILES))
                .isEqualTo(2 * PAGE);
        assertThat(coverage.within(STACK, STACK + 64 * PAGE).totalBytes())
                .as("a mapping that is only partly in the snapshot")
                .isEqualTo(2 * PAGE);
        assertThat(coverage.within(OTHER, OTHER + PAGE).totalBytes()).isZero();
    }
}
