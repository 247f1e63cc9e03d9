package io.ouroscope.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class StallTest {
    private static final int[][] TWO_WAIT_FOR_EACH_OTHER = {{0, 1}, {1, 0}, {2, 0}, {0, 3}};

    @Test
    void whoWaitsForAllIsStuckWithOneAndSoIsWhoeverIsBehind() {
        assertThat(stuck(RandomGraphs.of(4, TWO_WAIT_FOR_EACH_OTHER), new BitSet()))
                .isEqualTo(bits(0, 1, 2));
    }

    @Test
    void whoWaitsForAnyGoesOnWhileOneMay() {
        assertThat(stuck(RandomGraphs.of(4, TWO_WAIT_FOR_EACH_OTHER), bits(0)).isEmpty())
                .isTrue();
    }

    @Test
    void whoWaitsForAnyIsStuckWhenAllAre() {
        IntGraph knot = RandomGraphs.of(3, new int[] {0, 1}, new int[] {0, 2}, new int[] {1, 0}, new int[] {2, 0});
        assertThat(stuck(knot, bits(0))).isEqualTo(bits(0, 1, 2));
    }

    @Test
    void itIsTheLeastSetThatGoesOnByTheRules() {
        RandomGraphs.each(graph -> {
            var any = new BitSet();
            var free = new BitSet();
            for (int node = 0; node < graph.nodeCount(); node++) {
                any.set(node, node % 3 == 0);
                free.set(node, node % 7 == 6);
            }
            assertThat(Stall.stuck(graph, graph.reversed(), any, free)).isEqualTo(byRepetition(graph, any, free));
        });
    }

    @Test
    void aLongChainBehindACycleIsStuckWithoutADeepStack() {
        int nodes = 1_000_000;
        var builder = new IntGraph.Builder(nodes);
        for (int node = 0; node < nodes; node++) {
            builder.add(node, Math.max(node - 1, 0));
        }
        assertThat(stuck(builder.build(), new BitSet()).cardinality()).isEqualTo(nodes);
    }

    private static BitSet stuck(IntGraph graph, BitSet any) {
        return Stall.stuck(graph, graph.reversed(), any, new BitSet());
    }

    private static BitSet byRepetition(IntGraph graph, BitSet any, BitSet free) {
        var goesOn = new BitSet();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int node = 0; node < graph.nodeCount(); node++) {
                int ready = 0;
                for (int position = graph.start(node); position < graph.end(node); position++) {
                    ready += goesOn.get(graph.target(position)) ? 1 : 0;
                }
                boolean enough = any.get(node) && ready > 0 || ready == graph.degree(node);
                if (!goesOn.get(node) && (free.get(node) || enough)) {
                    goesOn.set(node);
                    changed = true;
                }
            }
        }
        var stuck = new BitSet();
        stuck.set(0, graph.nodeCount());
        stuck.andNot(goesOn);
        return stuck;
    }

    private static BitSet bits(int... nodes) {
        var bits = new BitSet();
        for (int node : nodes) {
            bits.set(node);
        }
        return bits;
    }
}
