package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.graph.IntGraph;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.List;

/// Of every node of the wait graph the first verdict in which it takes part, or behind which it waits. Four bytes per
/// node for each; made once, in one pass over the graph. Immutable.
public final class Standing {
    private final int[] partOf;
    private final int[] behind;

    private Standing(int[] partOf, int[] behind) {
        this.partOf = partOf;
        this.behind = behind;
    }

    static Standing of(WaitGraph graph, List<Verdict> verdicts) {
        int[] partOf = new int[graph.nodeCount()];
        int[] behind = new int[graph.nodeCount()];
        Arrays.fill(partOf, -1);
        Arrays.fill(behind, -1);
        var open = new IntArrayList();
        IntGraph reverse = graph.reverse();
        for (int index = 0; index < verdicts.size(); index++) {
            for (int node : verdicts.get(index).nodes()) {
                partOf[node] = partOf[node] < 0 ? index : partOf[node];
                if (behind[node] < 0) {
                    behind[node] = index;
                    open.add(node);
                }
            }
            while (!open.isEmpty()) {
                int node = open.popInt();
                for (int position = reverse.start(node); position < reverse.end(node); position++) {
                    int waiter = reverse.target(position);
                    if (behind[waiter] < 0 && !graph.finished(waiter)) {
                        behind[waiter] = index;
                        open.add(waiter);
                    }
                }
            }
        }
        return new Standing(partOf, behind);
    }

    /// Number of the first verdict in which the node takes part, -1 if in none.
    public int partOf(int node) {
        return partOf[node];
    }

    /// Number of the first verdict that the node waits for, directly or through others, without being part of it; -1 if
    /// none.
    public int behind(int node) {
        return partOf[node] >= 0 ? -1 : behind[node];
    }
}
