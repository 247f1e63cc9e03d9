package io.ouroscope.analysis;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.raw.ObjectHeader;
import java.util.BitSet;

/// Tells live objects from garbage, as the collector itself would: by accounting for reference counts.
///
/// An object whose count is not exactly the references that other objects hold to it is held from elsewhere (a
/// thread's frames, C code, an immortal): a root. Whatever roots reach is live. What remains is held by itself alone.
/// An error in our accounting makes a root too many, never garbage out of something alive. A conservative reference
/// never explains a count here, so that what a C extension type holds stays a root; one that adds up keeps its target
/// alive.
final class Liveness {
    private final BitSet live;
    private final BitSet unsure;

    private Liveness(BitSet live, BitSet unsure) {
        this.live = live;
        this.unsure = unsure;
    }

    static Liveness of(
            Heap heap, Census census, ReferenceGraph graph, ReferenceAccounting accounting, Progress progress) {
        int nodes = graph.nodeCount();
        progress.stage("Telling live from dead", nodes);
        var live = new BitSet(nodes);
        var unsure = new BitSet(nodes);
        int[] stack = new int[1024];
        int depth = 0;
        for (int node = 0; node < nodes; node++) {
            long count = heap.referenceCount(census.address(node));
            if (accounting.found(node) == 0 && count != ObjectHeader.IMMORTAL && !census.isConfirmed(node)) {
                unsure.set(node);
            } else if (count == ObjectHeader.IMMORTAL || count != accounting.found(node)) {
                live.set(node);
            }
        }
        for (int root = live.nextSetBit(0); root >= 0; root = live.nextSetBit(root + 1)) {
            stack[depth++] = root;
            while (depth > 0) {
                int node = stack[--depth];
                int conservative = -1;
                for (int i = 0; i < graph.outCount(node); i++) {
                    int target = graph.target(node, i);
                    EdgeClass edge = graph.edgeClass(node, i);
                    if (edge == EdgeClass.CONSERVATIVE) {
                        conservative = conservative < 0 ? accounting.firstEdge(node) : conservative + 1;
                    }
                    boolean holds = edge == EdgeClass.CONSERVATIVE
                            ? accounting.verdict(conservative).isReference()
                            : ReferenceAccounting.isCounted(edge);
                    if (holds && !live.get(target)) {
                        live.set(target);
                        if (depth == stack.length) {
                            stack = java.util.Arrays.copyOf(stack, depth * 2);
                        }
                        stack[depth++] = target;
                    }
                }
            }
        }
        unsure.andNot(live);
        return new Liveness(live, unsure);
    }

    ObjectState state(int node) {
        if (live.get(node)) {
            return ObjectState.LIVE;
        }
        return unsure.get(node) ? ObjectState.UNSURE : ObjectState.GARBAGE;
    }
}
