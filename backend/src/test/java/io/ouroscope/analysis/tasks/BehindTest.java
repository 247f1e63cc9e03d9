package io.ouroscope.analysis.tasks;

import static io.ouroscope.analysis.tasks.WaitKind.AWAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.graph.Reachability;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BehindTest {

    @Test
    void howManyTasksWaitBehindIsWhatAWalkFindsInRandomGraphs() {
        for (int seed = 0; seed < 400; seed++) {
            var random = new Random(seed);
            int count = 2 + random.nextInt(60);
            Nodes nodes = nodes(count, random);
            Waits waits = randomWaits(count, random);
            var behind = new Behind(nodes, waits, new int[0]);
            for (int node = 0; node < count; node++) {
                assertThat(behind.count(node))
                        .as("seed %d, node %d of %d", seed, node, count)
                        .isEqualTo(walked(node, nodes, waits));
            }
        }
    }

    @Test
    void theMembersOfACycleDoNotCountAsWaitingBehindIt() {
        TaskGraph graph = new DrawnGraph()
                .task("a")
                .task("b")
                .task("late")
                .waits("a", "b", AWAIT)
                .waits("b", "a", AWAIT)
                .waits("late", "a", AWAIT)
                .build();
        assertThat(graph.table().rowAt(16)).extracting(TaskTableRow::behind).isEqualTo(1);
        assertThat(graph.table().rowAt(32)).extracting(TaskTableRow::behind).isEqualTo(1);
        assertThat(graph.table().rowAt(48)).extracting(TaskTableRow::behind).isEqualTo(0);
    }

    @Test
    void aChainThatOneTaskGathersIsCountedWithoutWalkingIt() {
        int count = 100_000;
        Nodes nodes = nodes(count, null);
        var edges = new Waits.Builder(count);
        for (int node = 1; node + 1 < count; node++) {
            edges.add(node, node + 1, AWAIT);
            edges.add(0, node + 1, WaitKind.GATHER);
        }
        edges.add(0, 1, WaitKind.GATHER);
        var behind = new Behind(nodes, edges.build(node -> true), new int[] {0}, 0);
        assertThat(behind.count(count - 1)).isEqualTo(count - 1);
        assertThat(behind.count(1)).isEqualTo(1);
        assertThat(behind.depth(0)).isZero();
        assertThat(behind.depth(count - 1)).isEqualTo(1);
    }

    @Test
    void whatIsNotCountedSaysSo() {
        Nodes nodes = nodes(4, null);
        var edges = new Waits.Builder(4);
        edges.add(0, 1, AWAIT);
        edges.add(0, 2, AWAIT);
        edges.add(1, 3, AWAIT);
        edges.add(2, 3, AWAIT);
        Waits diamond = edges.build(node -> true);
        assertThat(new Behind(nodes, diamond, new int[] {0}, 2).count(3)).isEqualTo(-1);
        assertThat(new Behind(nodes, diamond, new int[] {0}).count(3)).isEqualTo(3);
    }

    private static int walked(int node, Nodes nodes, Waits waits) {
        boolean[] waiters = reached(node, waits.reverse());
        boolean[] awaited = reached(node, waits.forward());
        return (int) IntStream.range(0, nodes.count())
                .filter(each -> each != node && waiters[each] && !awaited[each])
                .filter(each -> nodes.kind(each) == NodeKind.TASK)
                .count();
    }

    private static boolean[] reached(int node, io.ouroscope.graph.IntGraph graph) {
        boolean[] reached = new boolean[graph.nodeCount()];
        Arrays.stream(new Reachability(graph).from(new int[] {node})).forEach(each -> reached[each] = true);
        return reached;
    }

    private static Nodes nodes(int count, @org.jspecify.annotations.Nullable Random random) {
        var nodes = new Nodes();
        for (int node = 0; node < count; node++) {
            boolean task = random == null || random.nextInt(4) > 0;
            nodes.add(16L * (node + 1), task ? NodeKind.TASK : NodeKind.FUTURE, NodeState.PENDING);
        }
        return nodes;
    }

    private static Waits randomWaits(int count, Random random) {
        var edges = new Waits.Builder(count);
        int edgeCount = random.nextInt(count * 2);
        for (int i = 0; i < edgeCount; i++) {
            int from = random.nextInt(count);
            int to = random.nextInt(5) == 0 ? random.nextInt(count) : Math.min(count - 1, from + 1 + random.nextInt(3));
            edges.add(from, to, AWAIT);
        }
        return edges.build(node -> true);
    }
}
