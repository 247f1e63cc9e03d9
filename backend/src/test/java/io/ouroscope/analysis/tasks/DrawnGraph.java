package io.ouroscope.analysis.tasks;

import io.ouroscope.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A task graph drawn in code: `task("a")`, `gather("g")`, `waits("a", "g", AWAIT)`. Addresses are 16, 32, 48 … in the
/// order of drawing.
public final class DrawnGraph {
    private record Edge(String from, String to, WaitKind kind) {}

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    final Nodes nodes = new Nodes();

    public DrawnGraph task(String name) {
        return task(name, NodeState.PENDING, new Place("/app/generate.py", 21, "sum_children"));
    }

    DrawnGraph task(String name, NodeState state, Place place) {
        int node = add(name, NodeKind.TASK, state);
        nodes.setCoroutine(node, "sum_children", place, place);
        return this;
    }

    public DrawnGraph gather(String name) {
        add(name, NodeKind.GATHER, NodeState.PENDING);
        return this;
    }

    public DrawnGraph future(String name) {
        add(name, NodeKind.FUTURE, NodeState.PENDING);
        return this;
    }

    private int add(String name, NodeKind kind, NodeState state) {
        int node = nodes.add(16L * (names.size() + 1), kind, state);
        numbers.put(name, node);
        names.add(name);
        return node;
    }

    public DrawnGraph waits(String from, String to, WaitKind kind) {
        edges.add(new Edge(from, to, kind));
        return this;
    }

    /// `from` awaits a gather called `from>`, whose children are `to`.
    public DrawnGraph gathers(String from, String... to) {
        gather(from + ">").waits(from, from + ">", WaitKind.AWAIT);
        for (String each : to) {
            waits(from + ">", each, WaitKind.GATHER);
        }
        return this;
    }

    public DrawnGraph any(String name) {
        nodes.any.set(number(name));
        return this;
    }

    public DrawnGraph free(String name) {
        nodes.free.set(number(name));
        return this;
    }

    private int number(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("Nothing called " + name + " is drawn");
        }
        return number;
    }

    public long address(String name) {
        return 16L * (number(name) + 1);
    }

    public TaskGraph build() {
        var builder = new Waits.Builder(names.size());
        for (Edge edge : edges) {
            builder.add(number(edge.from), number(edge.to), edge.kind);
        }
        return new TaskGraph(nodes, builder, NodeReader.ofNames(names::get));
    }

    /// What has a text, searched to the end.
    static TextMatches found(TaskGraph graph, String text) {
        var matches = new TextMatches(text);
        graph.search(matches, Progress.NONE);
        return matches;
    }
}
