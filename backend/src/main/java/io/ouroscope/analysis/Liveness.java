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
/// An error in our accounting makes a root too many, never garbage out of something alive.
final class Liveness {
    private final BitSet live;
    private final BitSet unsure;

    private Liveness(BitSet live, BitSet unsure) {
        this.live = live;
        this.unsure = unsure;
    }

    static Liveness of(Heap heap, Census census, ReferenceGraph graph, Progress progress) {
        int nodes = graph.nodeCount();
        progress.stage("Telling live from dead", nodes);
        int[] counted = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            for (int i = graph.outCount(node) - 1; i >= 0; i--) {
                if (isCounted(graph.edgeClass(node, i))) {
                    counted[graph.target(node, i)]++;
                }
            }
        }
        progress.check();
        var live = new BitSet(nodes);
        var unsure = new BitSet(nodes);
        int[] stack = new int[1024];
        int depth = 0;
        for (int node = 0; node < nodes; node++) {
            long count = heap.referenceCount(census.address(node));
            if (counted[node] == 0 && count != ObjectHeader.IMMORTAL && !census.isConfirmed(node)) {
                unsure.set(node);
            } else if (count == ObjectHeader.IMMORTAL || count != counted[node]) {
                live.set(node);
            }
        }
        for (int root = live.nextSetBit(0); root >= 0; root = live.nextSetBit(root + 1)) {
            stack[depth++] = root;
            while (depth > 0) {
                int node = stack[--depth];
                for (int i = graph.outCount(node) - 1; i >= 0; i--) {
                    int target = graph.target(node, i);
                    if (isCounted(graph.edgeClass(node, i)) && !live.get(target)) {
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

    private static boolean isCounted(EdgeClass edge) {
        return switch (edge) {
            case ITEM, ATTRIBUTE, SLOT, CLOSURE, GLOBALS, TYPE -> true;
            case WEAK, CONSERVATIVE -> false;
        };
    }

    ObjectState state(int node) {
        if (live.get(node)) {
            return ObjectState.LIVE;
        }
        return unsure.get(node) ? ObjectState.UNSURE : ObjectState.GARBAGE;
    }
}
