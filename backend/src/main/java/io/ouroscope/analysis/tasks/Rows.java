package io.ouroscope.analysis.tasks;

/// Makes the rows of nodes; the one place that turns numbers into texts for people.
final class Rows {
    private final Nodes nodes;
    private final Waits waits;
    private final Cycles cycles;
    private final NodeNames names;

    Rows(Nodes nodes, Waits waits, Cycles cycles, NodeNames names) {
        this.nodes = nodes;
        this.waits = waits;
        this.cycles = cycles;
        this.names = names;
    }

    TaskRow row(int node) {
        return new TaskRow(
                nodes.address(node),
                nodes.kind(node),
                names.name(node),
                nodes.coroutine(node),
                nodes.place(node),
                nodes.state(node),
                null,
                waits.forward().degree(node),
                waits.reverse().degree(node),
                cycles.cycleOf(node),
                cycles.isStuck(node),
                false,
                nodes.unsure.get(node));
    }

    /// The row of `node` as something that `from` waits for.
    TaskRow row(int node, int from, WaitKind kind) {
        return row(node).reachedBy(wait(from, kind));
    }

    /// How `from` waits over an edge of this kind.
    TaskRow.Wait wait(int from, WaitKind kind) {
        return kind == WaitKind.AWAIT
                ? new TaskRow.Wait(kind, awaitText(from, ""), nodes.ownPlace(from))
                : new TaskRow.Wait(kind, kind.word(), Place.UNKNOWN);
    }

    /// `await gather · generate.py:21`: what the code of `task` awaits and where. Without a better word, `how`, it is
    /// asyncio's function that the task is in, if it is in one.
    String awaitText(int task, String how) {
        Place innermost = nodes.place(task);
        Place own = nodes.ownPlace(task);
        String what = how;
        if (what.isEmpty() && innermost.insideAsyncio()) {
            what = innermost.function();
        }
        String place = own.shortText();
        return "await" + (what.isEmpty() ? "" : " " + what) + (place.isEmpty() ? "" : " · " + place);
    }
}
