package io.ouroscope.analysis.tasks;

/// Task graphs of the size that breaks recursion and quadratic work.
final class ManyTasks {
    private static final Place PLACE = new Place("/app/many.py", 7, "work");

    private ManyTasks() {}

    static TaskGraph ring(int count) {
        var edges = new Waits.Builder(count);
        for (int node = 0; node < count; node++) {
            edges.add(node, (node + 1) % count, WaitKind.AWAIT);
        }
        return graph(count, edges);
    }

    static TaskGraph chain(int count) {
        var edges = new Waits.Builder(count);
        for (int node = 0; node + 1 < count; node++) {
            edges.add(node, node + 1, WaitKind.AWAIT);
        }
        return graph(count, edges);
    }

    /// All but the last wait for the last.
    static TaskGraph star(int count) {
        var edges = new Waits.Builder(count);
        for (int node = 0; node + 1 < count; node++) {
            edges.add(node, count - 1, WaitKind.AWAIT);
        }
        return graph(count, edges);
    }

    private static TaskGraph graph(int count, Waits.Builder edges) {
        var nodes = new Nodes();
        for (int node = 0; node < count; node++) {
            nodes.add(16L * (node + 1), NodeKind.TASK, NodeState.PENDING);
            nodes.setCoroutine(node, "work", PLACE, PLACE);
        }
        return new TaskGraph(nodes, edges, NodeReader.ofNames(node -> "Task-" + node));
    }
}
