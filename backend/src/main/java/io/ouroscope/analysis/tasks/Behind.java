package io.ouroscope.analysis.tasks;

import io.ouroscope.graph.IntGraph;
import io.ouroscope.graph.StrongComponents;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

/// How many tasks wait behind each node, directly or through others, and how deep it lies.
///
/// Counting ancestors in any graph is quadratic, so each component of the graph takes the cheapest way that is exact.
/// Whoever also waits for another waiting one adds nothing (a main task that gathers a whole chain). If a single one is
/// left, its number and its tasks count; where no way forks behind them, the numbers add up; only the rest is walked,
/// and all walks together may follow [#MOST_STEPS] edges. What is not counted then says so. Threads: immutable.
final class Behind {
    /// Less than a second.
    static final long MOST_STEPS = 100_000_000;
    /// Of more than so many waiting ones it is not asked whether they wait for each other.
    private static final int MOST_COMPARED = 32;

    private final Nodes nodes;
    private final StrongComponents components;
    private final IntGraph reverse;
    private final int[] counts;
    private final int[] tasks;
    private final int[] depths;
    private long stepsLeft;

    Behind(Nodes nodes, Waits waits, int[] roots) {
        this(nodes, waits, roots, MOST_STEPS);
    }

    Behind(Nodes nodes, Waits waits, int[] roots, long mostSteps) {
        this.nodes = nodes;
        components = StrongComponents.of(waits.forward());
        reverse = waits.reverse();
        stepsLeft = mostSteps;
        counts = new int[components.count()];
        tasks = new int[components.count()];
        for (int node = 0; node < nodes.count(); node++) {
            if (nodes.kind(node) == NodeKind.TASK) {
                tasks[components.componentOf(node)]++;
            }
        }
        count(waits.forward());
        depths = depths(waits.forward(), roots);
    }

    /// Tasks that wait for the node, those of its own component left out; -1 if that was not counted.
    int count(int node) {
        return counts[components.componentOf(node)];
    }

    /// Edges from the nearest root; -1 where none leads.
    int depth(int node) {
        return depths[node];
    }

    /// Components come after everything that they can reach, so who waits has the higher number.
    private void count(IntGraph forward) {
        boolean[] forks = forks(forward);
        boolean[] forkBehind = new boolean[components.count()];
        int[] seen = new int[components.count()];
        Arrays.fill(seen, -1);
        var visited = new int[forward.nodeCount()];
        for (int component = components.count() - 1; component >= 0; component--) {
            IntArrayList waiting = waiting(component, seen);
            for (int from : waiting.elements()) {
                forkBehind[component] |= forks[from] || forkBehind[from];
            }
            if (waiting.size() > 1 && forkBehind[component]) {
                dropThoseBehindOthers(waiting);
            }
            counts[component] = waiting.size() > 1 && forkBehind[component] ? walk(component, visited) : sum(waiting);
        }
    }

    /// The components that wait for this one, each once.
    private IntArrayList waiting(int component, int[] seen) {
        var waiting = new IntArrayList(0);
        for (int member : components.members(component)) {
            for (int position = reverse.start(member); position < reverse.end(member); position++) {
                int from = components.componentOf(reverse.target(position));
                if (from != component && seen[from] != component) {
                    seen[from] = component;
                    waiting.add(from);
                }
            }
        }
        waiting.trim();
        return waiting;
    }

    private void dropThoseBehindOthers(IntArrayList waiting) {
        if (waiting.size() > MOST_COMPARED) {
            return;
        }
        for (int other : waiting.toIntArray()) {
            int[] members = components.size(other) > MOST_COMPARED ? new int[0] : components.members(other);
            for (int member : members) {
                for (int position = reverse.start(member);
                        position < Math.min(reverse.end(member), reverse.start(member) + MOST_COMPARED);
                        position++) {
                    int behindOther = components.componentOf(reverse.target(position));
                    if (behindOther != other) {
                        waiting.rem(behindOther);
                    }
                }
            }
        }
        waiting.trim();
    }

    private int sum(IntArrayList waiting) {
        int sum = 0;
        for (int from : waiting.elements()) {
            if (counts[from] < 0) {
                return -1;
            }
            sum += counts[from] + tasks[from];
        }
        return sum;
    }

    /// Which components wait for more than one other.
    private boolean[] forks(IntGraph forward) {
        boolean[] forks = new boolean[components.count()];
        for (int component = 0; component < forks.length; component++) {
            int only = -1;
            for (int member : components.members(component)) {
                for (int position = forward.start(member); position < forward.end(member); position++) {
                    int to = components.componentOf(forward.target(position));
                    forks[component] |= to != component && only >= 0 && only != to;
                    only = to == component ? only : to;
                }
            }
        }
        return forks;
    }

    /// @param visited the number of the walk that came by last, plus one
    private int walk(int component, int[] visited) {
        var open = new IntArrayList(components.members(component));
        int mark = component + 1;
        open.forEach(node -> visited[node] = mark);
        int found = 0;
        for (int i = 0; i < open.size(); i++) {
            int node = open.getInt(i);
            stepsLeft -= reverse.degree(node);
            if (stepsLeft < 0) {
                return -1;
            }
            for (int position = reverse.start(node); position < reverse.end(node); position++) {
                int waiter = reverse.target(position);
                if (visited[waiter] != mark) {
                    visited[waiter] = mark;
                    open.add(waiter);
                    found += nodes.kind(waiter) == NodeKind.TASK ? 1 : 0;
                }
            }
        }
        return found;
    }

    private static int[] depths(IntGraph forward, int[] roots) {
        int[] depths = new int[forward.nodeCount()];
        Arrays.fill(depths, -1);
        var open = new IntArrayList(roots);
        for (int root : roots) {
            depths[root] = 0;
        }
        for (int i = 0; i < open.size(); i++) {
            int node = open.getInt(i);
            for (int position = forward.start(node); position < forward.end(node); position++) {
                int target = forward.target(position);
                if (depths[target] < 0) {
                    depths[target] = depths[node] + 1;
                    open.add(target);
                }
            }
        }
        return depths;
    }
}
