package io.ouroscope.analysis.tasks;

import io.ouroscope.graph.IntGraph;
import io.ouroscope.graph.Reachability;
import io.ouroscope.graph.ShortestCycle;
import io.ouroscope.graph.Stall;
import io.ouroscope.graph.StrongComponents;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// The groups of nodes that wait for each other and never go on, numbered from the largest.
///
/// First everything that may go on is taken away ([Stall]: a timeout or one of several alternatives is a way out); what
/// is left of a group that is strongly connected is a cycle. So a diamond is none, a ring through a running timeout is
/// none, and a ring that nobody outside waits for is one. The shortest way round a group and who waits behind it are
/// found when asked for and kept.
final class Cycles {
    private final Nodes nodes;
    private final Waits waits;
    private final BitSet stuck;
    private final IntGraph stuckGraph;
    private final StrongComponents components;
    private final int[] componentOfCycle;
    private final int[] cycleOfComponent;
    private final ConcurrentHashMap<Integer, ShortestCycle> shortest = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, int[]> tasksBehind = new ConcurrentHashMap<>();

    Cycles(Nodes nodes, Waits waits) {
        this.nodes = nodes;
        this.waits = waits;
        stuck = Stall.stuck(waits.forward(), waits.reverse(), nodes.any, nodes.free);
        stuckGraph = amongStuck(waits.forward());
        components = StrongComponents.of(stuckGraph);
        componentOfCycle = IntStream.range(0, components.count())
                .filter(components::isCyclic)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(component -> -components.size(component))
                        .thenComparingInt(component -> components.members(component)[0]))
                .mapToInt(Integer::intValue)
                .toArray();
        cycleOfComponent = new int[components.count()];
        Arrays.fill(cycleOfComponent, -1);
        for (int cycle = 0; cycle < componentOfCycle.length; cycle++) {
            cycleOfComponent[componentOfCycle[cycle]] = cycle;
        }
    }

    private IntGraph amongStuck(IntGraph all) {
        var builder = new IntGraph.Builder(all.nodeCount());
        for (int node = stuck.nextSetBit(0); node >= 0; node = stuck.nextSetBit(node + 1)) {
            for (int position = all.start(node); position < all.end(node); position++) {
                if (stuck.get(all.target(position))) {
                    builder.add(node, all.target(position));
                }
            }
        }
        return builder.build();
    }

    int count() {
        return componentOfCycle.length;
    }

    /// The cycle that the node is part of, or -1.
    int cycleOf(int node) {
        return cycleOfComponent[components.componentOf(node)];
    }

    /// Whether the node is part of a cycle or waits behind one without a way out.
    boolean isStuck(int node) {
        return stuck.get(node);
    }

    /// All nodes of the group, ascending.
    int[] members(int cycle) {
        return components.members(componentOfCycle[cycle]);
    }

    int memberCount(int cycle) {
        return components.size(componentOfCycle[cycle]);
    }

    /// One shortest way round, each node waiting for the next and the last for the first.
    ShortestCycle shortest(int cycle) {
        return shortest.computeIfAbsent(
                cycle, index -> ShortestCycle.within(stuckGraph, components, componentOfCycle[index]));
    }

    /// The tasks that wait for the group without being part of it, nearest first; those with a timeout of their own
    /// included.
    int[] tasksBehind(int cycle) {
        return tasksBehind.computeIfAbsent(
                cycle,
                index -> Arrays.stream(behind(index))
                        .filter(node -> nodes.kind(node) == NodeKind.TASK)
                        .toArray());
    }

    /// Whether someone who waits for the group has a way out of its own, by which it may cancel the group.
    boolean mayBeCancelledFromBehind(int cycle) {
        return Arrays.stream(behind(cycle)).anyMatch(nodes.free::get);
    }

    /// Whether a member waits for something else besides that may still fail and wake it with its error.
    boolean mayFail(int cycle) {
        IntGraph graph = waits.forward();
        for (int member : members(cycle)) {
            for (int position = graph.start(member); position < graph.end(member); position++) {
                WaitKind kind = waits.kind(position);
                boolean passesErrorsOn = kind == WaitKind.GATHER || kind == WaitKind.TASK_GROUP;
                if (passesErrorsOn && !stuck.get(graph.target(position))) {
                    return true;
                }
            }
        }
        return false;
    }

    private int[] behind(int cycle) {
        return new Reachability(waits.reverse()).from(members(cycle));
    }
}
