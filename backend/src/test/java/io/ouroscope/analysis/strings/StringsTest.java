package io.ouroscope.analysis.strings;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers about strings against ones that read every text into a Java string, over the bundled snapshot.
class StringsTest {
    private static @Nullable AnalysedSnapshot snapshot;
    private static final Map<Integer, String> TEXTS = new TreeMap<>();

    @BeforeAll
    static void read(@TempDir Path directory) throws IOException {
        snapshot = AnalysedSnapshot.of(
                new SnapshotStore(directory.resolve("store"), directory.resolve("cache")),
                Path.of("..", "snapshots", "generate.core.zst"),
                Progress.NONE);
        Census census = analysis().process().census();
        for (int node = 0; node < census.size(); node++) {
            if (census.type(node).isSubtypeOf("str") && analysis().state(node) == ObjectState.LIVE) {
                String text = analysis().process().heap().text(census.address(node), 10_000_000);
                if (text != null) {
                    TEXTS.put(node, text);
                }
            }
        }
        assertThat(TEXTS).hasSizeGreaterThan(10_000);
    }

    @AfterAll
    static void close() {
        Objects.requireNonNull(snapshot).close();
    }

    private static Analysis analysis() {
        return Objects.requireNonNull(snapshot).analysis();
    }

    private static List<Duplicates.Group> expected() {
        Map<String, List<Integer>> byText = new HashMap<>();
        TEXTS.forEach((node, text) ->
                byText.computeIfAbsent(text, each -> new ArrayList<>()).add(node));
        var groups = new ArrayList<Duplicates.Group>();
        for (List<Integer> nodes : byText.values()) {
            if (nodes.size() > 1) {
                long sum = nodes.stream().mapToLong(analysis()::memoryBytes).sum();
                long largest =
                        nodes.stream().mapToLong(analysis()::memoryBytes).max().orElse(0);
                groups.add(new Duplicates.Group(
                        nodes.stream().mapToInt(node -> node).min().orElse(-1), nodes.size(), sum - largest));
            }
        }
        groups.sort(Comparator.comparingLong(Duplicates.Group::wastedBytes)
                .reversed()
                .thenComparingInt(Duplicates.Group::node));
        return groups;
    }

    @Test
    void equalStringsAreGroupedHoweverManyHashesCollide() {
        List<Duplicates.Group> expected = expected();
        assertThat(expected).hasSizeGreaterThan(100);
        for (long mask : new long[] {-1, 0xfff}) {
            var duplicates = new Duplicates();
            duplicates.fill(analysis(), new Strings(analysis(), StringKind.STR), Progress.NONE, mask);
            assertThat(duplicates.groups()).as("mask %x", mask).isEqualTo(expected);
            assertThat(duplicates.groupCount()).isEqualTo(expected.size());
            assertThat(duplicates.duplicateCount())
                    .isEqualTo(expected.stream()
                            .mapToLong(group -> group.count() - 1)
                            .sum());
            assertThat(duplicates.wastedBytes())
                    .isEqualTo(expected.stream()
                            .mapToLong(Duplicates.Group::wastedBytes)
                            .sum());
        }
    }

    @Test
    void ofManyGroupsTheCostliestAreKeptAndAllAreCounted() {
        List<Duplicates.Group> expected = expected();
        var duplicates = new Duplicates(10);
        duplicates.fill(analysis(), StringKind.STR, Progress.NONE);
        assertThat(duplicates.groups())
                .extracting(Duplicates.Group::wastedBytes)
                .isEqualTo(expected.stream()
                        .limit(10)
                        .map(Duplicates.Group::wastedBytes)
                        .toList());
        assertThat(duplicates.groupCount()).isEqualTo(expected.size());
    }

    @Test
    void lengthsAreCountedInPowersOfTwo() {
        var lengths = new Lengths();
        lengths.fill(analysis(), StringKind.STR, Progress.NONE);
        Map<Long, Long> counts = new HashMap<>();
        TEXTS.values()
                .forEach(
                        text -> counts.merge(Long.highestOneBit(text.codePointCount(0, text.length())), 1L, Long::sum));
        long counted = 0;
        for (Lengths.Bucket bucket : lengths.buckets()) {
            assertThat(bucket.count())
                    .as("%d to %d", bucket.from(), bucket.to())
                    .isEqualTo(counts.getOrDefault(Long.highestOneBit(bucket.to()), 0L));
            counted += bucket.count();
        }
        assertThat(counted).isEqualTo(TEXTS.size());
    }

    @Test
    void aListHasThoseThatFitByLength() {
        for (String text : List.of("", "e", "the ", "é", "→", "generate", "no such text")) {
            for (boolean atStart : new boolean[] {false, true}) {
                var list = new StringList(true);
                list.fill(analysis(), new StringList.Choice(StringKind.STR, 3, 400, text, atStart, -1), Progress.NONE);
                List<Integer> expected = TEXTS.entrySet().stream()
                        .filter(each -> length(each.getValue()) >= 3 && length(each.getValue()) <= 400)
                        .filter(each -> atStart
                                ? each.getValue().startsWith(text)
                                : each.getValue().contains(text))
                        .sorted(Comparator.comparing((Map.Entry<Integer, String> each) -> -length(each.getValue()))
                                .thenComparing(Map.Entry::getKey))
                        .map(Map.Entry::getKey)
                        .toList();
                var found = new ArrayList<Integer>();
                for (int i = 0; i < list.size(); i++) {
                    found.add(list.node(i));
                }
                assertThat(found).as("'%s' %s", text, atStart).isEqualTo(expected);
            }
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
