package io.ouroscope.analysis.tasks;

import io.ouroscope.graph.IntGraph;

/// The one thing that a task's coroutine awaits, and words for it.
final class Awaited {
    private final Nodes nodes;
    private final Waits waits;
    private final Waits finished;
    private final NodeNames names;

    Awaited(Nodes nodes, Waits waits, Waits finished, NodeNames names) {
        this.nodes = nodes;
        this.waits = waits;
        this.finished = finished;
        this.names = names;
    }

    /// The node that the task awaits, finished or not; -1 if it awaits none.
    int by(int task) {
        int unfinished = by(task, waits);
        return unfinished >= 0 ? unfinished : by(task, finished);
    }

    private static int by(int task, Waits among) {
        IntGraph graph = among.forward();
        for (int position = graph.start(task); position < graph.end(task); position++) {
            if (among.kind(position) == WaitKind.AWAIT) {
                return graph.target(position);
            }
        }
        return -1;
    }

    /// What kind of thing it awaits: asyncio's function where the task is in one, else what the awaited object is.
    String words(int node) {
        if (nodes.kind(node) != NodeKind.TASK) {
            return nodes.finished(node) ? "nothing, it is done" : "its result";
        }
        switch (nodes.state(node)) {
            case RUNNING -> {
                return "nothing, it runs";
            }
            case DONE, CANCELLED -> {
                return "nothing, it has ended";
            }
            case PENDING -> {}
        }
        Place innermost = nodes.place(node);
        if (innermost.insideAsyncio() && !innermost.function().isEmpty()) {
            return innermost.function();
        }
        int target = by(node);
        if (target < 0) {
            return "nothing, it is ready to go on";
        }
        return switch (nodes.kind(target)) {
            case TASK -> nodes.coroutine(target).isEmpty() ? "a task" : "a task of " + nodes.coroutine(target);
            case GATHER -> "gather";
            case FUTURE, OTHER -> names.name(target);
        };
    }
}
