package io.ouroscope.analysis.tasks;

/// How many tasks there are, by state, and how many other nodes.
///
/// @param tasks all of them: the sum of the four states
/// @param futures every node that is no task
public record Counts(int tasks, int pending, int running, int done, int cancelled, int futures) {

    static Counts of(Nodes nodes) {
        int[] byState = new int[NodeState.values().length];
        int tasks = 0;
        for (int node = 0; node < nodes.count(); node++) {
            if (nodes.kind(node) == NodeKind.TASK) {
                tasks++;
                byState[nodes.state(node).ordinal()]++;
            }
        }
        return new Counts(
                tasks,
                byState[NodeState.PENDING.ordinal()],
                byState[NodeState.RUNNING.ordinal()],
                byState[NodeState.DONE.ordinal()],
                byState[NodeState.CANCELLED.ordinal()],
                nodes.count() - tasks);
    }
}
