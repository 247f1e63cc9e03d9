package io.ouroscope.analysis.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queries compared with asking one object after the other, on a bundled snapshot.
class ObjectSearchTest {
    private static final EnumSet<ObjectState> PRESENT = EnumSet.complementOf(EnumSet.of(ObjectState.FREED));
    private static Snapshot snapshot;
    private static Analysis analysis;
    private static Census census;

    @BeforeAll
    static void open(@TempDir Path directory) throws IOException {
        Path core = directory.resolve("generate.core");
        CompressedSnapshot.unpack(Path.of("..", "snapshots", "generate.core.zst"), core, Progress.NONE);
        snapshot = Snapshot.open(core);
        analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
        census = analysis.process().census();
    }

    @AfterAll
    static void close() {
        snapshot.close();
    }

    @Test
    void allThatIsThereIsFoundInOrderOfAddress() {
        compare(query(TypeChoice.ALL, Order.BY_ADDRESS), node -> true);
        compare(query(TypeChoice.ALL, new Order(Order.By.ADDRESS, true)), node -> true);
    }

    @Test
    void objectsAreSortedByEitherSizeBothWays() {
        for (Order.By by : List.of(Order.By.SIZE, Order.By.MEMORY)) {
            for (boolean descending : List.of(false, true)) {
                compare(query(TypeChoice.ALL, new Order(by, descending)), node -> true);
            }
        }
    }

    @Test
    void aTypeIsWantedAloneOrWithWhatInheritsFromIt() {
        PyType dict = type("builtins.dict");
        compare(query(new TypeChoice(List.of(dict), false, ""), Order.BY_ADDRESS), node -> census.type(node) == dict);
        compare(
                query(new TypeChoice(List.of(dict), true, ""), Order.BY_ADDRESS),
                node -> census.type(node).isSubtypeOf(dict));
        assertThat(new TypeChoice(List.of(dict), false, "").countSubclasses(census.types()))
                .isPositive();
    }

    /// `enum.IntFlag` and others have `int` first and the class that says more second.
    @Test
    void aSecondBaseCountsToo() {
        PyType reprEnum = census.types().stream()
                .filter(type -> type.name().equals("enum.Flag") || type.name().equals("enum.ReprEnum"))
                .filter(type ->
                        census.types().stream().anyMatch(each -> each.inherits(type) && !each.isSubtypeOf(type)))
                .findFirst()
                .orElseThrow();
        assertThat(reprEnum.name()).startsWith("enum.");
    }

    @Test
    void aModuleIsThatOfTheTypeOrOneAroundIt() {
        compare(query(new TypeChoice(List.of(), false, "asyncio"), Order.BY_ADDRESS), node -> {
            String module = census.type(node).module();
            return module.equals("asyncio") || module.startsWith("asyncio.");
        });
    }

    @Test
    void sizesAreFromToAndAllConditionsHoldTogether() {
        PyType str = type("builtins.str");
        var query = new ObjectQuery(
                new TypeChoice(List.of(str), false, ""),
                new Range(60, 500),
                new Range(80, Long.MAX_VALUE),
                EnumSet.of(ObjectState.LIVE),
                null,
                List.of(),
                new Order(Order.By.SIZE, true));
        compare(
                query,
                node -> census.type(node) == str
                        && analysis.state(node) == ObjectState.LIVE
                        && analysis.sizeBytes(node) >= 60
                        && analysis.sizeBytes(node) <= 500
                        && analysis.memoryBytes(node) >= 80);
    }

    @Test
    void remainsOfFreedObjectsAreListedWhenAsked() {
        var query = new ObjectQuery(
                TypeChoice.ALL, Range.ALL, Range.ALL, EnumSet.of(ObjectState.FREED), null, List.of(), Order.BY_ADDRESS);
        compare(query, node -> true);
    }

    @Test
    void textsAreFoundInStringsAndBytes() throws QueryException {
        PyType str = type("builtins.str");
        PyType bytes = type("builtins.bytes");
        var query = new ObjectQuery(
                TypeChoice.ALL,
                Range.ALL,
                Range.ALL,
                PRESENT,
                TextPattern.of("selector", true, false),
                List.of(),
                Order.BY_ADDRESS);
        ObjectMatches matches = run(query, Progress.NONE);
        int strings = 0;
        int ofBytes = 0;
        for (int node : matches.page(0, 500).nodes()) {
            strings += census.type(node) == str ? 1 : 0;
            ofBytes += census.type(node) == bytes ? 1 : 0;
        }
        assertThat(strings).isGreaterThan(20);
        long expected = IntStream.range(0, census.size())
                .filter(node -> PRESENT.contains(analysis.state(node)))
                .filter(node -> census.type(node).isSubtypeOf(str))
                .filter(node -> {
                    String text = analysis.process().heap().text(census.address(node), 100_000);
                    return text != null
                            && text.toLowerCase(java.util.Locale.ROOT).contains("selector");
                })
                .count();
        long found = matches.page(0, 0).total() - ofBytes;
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void attributesAreFoundInInstances() throws QueryException {
        var query = new ObjectQuery(
                TypeChoice.ALL,
                Range.ALL,
                Range.ALL,
                PRESENT,
                null,
                AttributeSyntax.parse(".value >= 0 and .edges and .name"),
                Order.BY_ADDRESS);
        PyType nodeType = type("__main__.Node");
        compare(query, node -> census.type(node) == nodeType);
    }

    @Test
    void aCancelledSearchKeepsWhatItFound() {
        var cancelled = new Progress() {
            private volatile long done;

            @Override
            public void stage(String name, long totalUnits) {}

            @Override
            public void done(long units) {
                done = units;
            }

            @Override
            public boolean isCancelled() {
                return done > 0;
            }
        };
        var matches = new ObjectMatches(analysis, new Order(Order.By.SIZE, true));
        ObjectQuery query = query(TypeChoice.ALL, new Order(Order.By.SIZE, true));
        assertThatThrownBy(() -> ObjectSearch.run(analysis, query, matches, cancelled))
                .isInstanceOf(CancelledException.class);
        ObjectMatches.Page page = matches.page(0, 10);
        assertThat(page.total()).isBetween(1L, census.size() - 1L);
        assertThat(page.nodes()).hasSize(10);
    }

    private static PyType type(String name) {
        return TypeChoice.named(name, census.types()).getFirst();
    }

    private static ObjectQuery query(TypeChoice types, Order order) {
        return new ObjectQuery(types, Range.ALL, Range.ALL, PRESENT, null, List.of(), order);
    }

    private static ObjectMatches run(ObjectQuery query, Progress progress) {
        var matches = new ObjectMatches(analysis, query.order());
        ObjectSearch.run(analysis, query, matches, progress);
        return matches;
    }

    private static void compare(ObjectQuery query, IntPredicate wanted) {
        int[] expected = IntStream.range(0, census.size())
                .filter(node -> query.states().contains(analysis.state(node)))
                .filter(wanted)
                .boxed()
                .sorted(comparator(query.order()))
                .mapToInt(Integer::intValue)
                .toArray();
        assertThat(expected).isNotEmpty();
        ObjectMatches matches = run(query, Progress.NONE);
        for (long offset :
                List.of(0L, 1L, 16_383L, 16_384L, 20_000L, expected.length - 10L, (long) expected.length, 1L << 40)) {
            if (offset >= 0) {
                ObjectMatches.Page page = matches.page(offset, 100);
                int from = (int) Math.min(offset, expected.length);
                assertThat(page.total()).isEqualTo(expected.length);
                assertThat(page.nodes())
                        .as("%s from %d", query, offset)
                        .isEqualTo(Arrays.copyOfRange(expected, from, Math.min(from + 100, expected.length)));
                assertThat(page.sizeBytes())
                        .isEqualTo(Arrays.stream(expected)
                                .mapToLong(analysis::sizeBytes)
                                .sum());
                assertThat(page.memoryBytes())
                        .isEqualTo(Arrays.stream(expected)
                                .mapToLong(analysis::memoryBytes)
                                .sum());
            }
        }
        var visited = new ArrayList<Integer>();
        matches.forEach(visited::add);
        assertThat(visited.stream().mapToInt(Integer::intValue).toArray()).isEqualTo(expected);
    }

    private static Comparator<Integer> comparator(Order order) {
        Comparator<Integer> by = switch (order.by()) {
            case ADDRESS -> Comparator.naturalOrder();
            case SIZE -> Comparator.comparingLong(analysis::sizeBytes);
            case MEMORY -> Comparator.comparingLong(analysis::memoryBytes);
        };
        return (order.descending() ? by.reversed() : by).thenComparing(Comparator.naturalOrder());
    }
}
