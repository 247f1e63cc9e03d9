package io.ouroscope.analysis.tasks;

import io.ouroscope.graph.IntGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The stack of a task across task boundaries: its frames, what they await, the frames of that, and so on.
///
/// Where a future waits for several, the way goes into the one that is on the same cycle, else into a stuck one, else
/// into the only one; where it could go several ways it ends. It also ends before a task that it already passed, and
/// after [#MAX_TASKS] tasks.
final class AsyncStack {
    private static final int MAX_TASKS = 50;
    private static final int MAX_FRAMES_PER_TASK = 400;

    private final Nodes nodes;
    private final Waits waits;
    private final Cycles cycles;
    private final Rows rows;
    private final NodeReader reader;

    AsyncStack(Nodes nodes, Waits waits, Cycles cycles, Rows rows, NodeReader reader) {
        this.nodes = nodes;
        this.waits = waits;
        this.cycles = cycles;
        this.rows = rows;
        this.reader = reader;
    }

    List<StackPart> of(int start) {
        var parts = new ArrayList<StackPart>();
        var passed = new BitSet();
        int node = start;
        int tasks = 0;
        while (node >= 0 && !passed.get(node) && tasks < MAX_TASKS) {
            passed.set(node);
            if (nodes.kind(node) == NodeKind.TASK) {
                parts.addAll(reader.frames(node, MAX_FRAMES_PER_TASK));
                tasks++;
            }
            int next = next(node);
            if (next >= 0) {
                boolean enters = nodes.kind(next) == NodeKind.TASK && !passed.get(next) && tasks < MAX_TASKS;
                parts.add(new StackPart.AwaitsPart(
                        text(node, next), nodes.address(next), enters ? rows.row(next) : null));
            }
            node = next;
        }
        return parts;
    }

    /// What it waits for, what that waits for, and so on as the stack goes; the first of them again where it closes a
    /// circle, at most `most` steps.
    List<TaskRow> chain(int start, int most) {
        var chain = new ArrayList<TaskRow>();
        var passed = new BitSet();
        int node = start;
        while (chain.size() < most && !passed.get(node)) {
            passed.set(node);
            int next = next(node);
            if (next < 0) {
                break;
            }
            TaskRow row = rows.row(next, node, waits.kind(node, next));
            chain.add(passed.get(next) ? row.repeated() : row);
            node = next;
        }
        return chain;
    }

    private int next(int node) {
        IntGraph graph = waits.forward();
        int first = graph.start(node);
        if (graph.degree(node) == 1) {
            return graph.target(first);
        }
        int stuck = -1;
        for (int position = first; position < graph.end(node); position++) {
            int target = graph.target(position);
            if (cycles.cycleOf(node) >= 0 && cycles.cycleOf(target) == cycles.cycleOf(node)) {
                return target;
            }
            stuck = stuck < 0 && cycles.isStuck(target) ? target : stuck;
        }
        return stuck;
    }

    private String text(int node, int next) {
        if (nodes.kind(node) == NodeKind.TASK) {
            return "awaits " + reader.name(next);
        }
        return waits.kind(node, next).word() + " waits for " + reader.name(next);
    }
}
