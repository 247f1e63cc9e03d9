package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;

/// References that the blocked calls of waiting threads themselves keep on the C stack: to the lock, to its method.
///
/// They are counted and nobody explains them, but they are no sign of native code that could wake the waiting.
final class BlockedCalls {
    private final Heap heap;
    private final Census census;
    private final int selfOffset;
    /// How many threads wait for an object directly.
    private final Int2IntOpenHashMap waiters = new Int2IntOpenHashMap();

    BlockedCalls(Analysis analysis, WaitGraph graph) {
        heap = analysis.process().heap();
        census = analysis.process().census();
        selfOffset = heap.layout().offset("PyCFunctionObject", "m_self");
        IntGraph forward = graph.forward();
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.kind(node) == ThingKind.THREAD) {
                for (int position = forward.start(node); position < forward.end(node); position++) {
                    int object = census.node(graph.object(forward.target(position)));
                    if (object >= 0) {
                        waiters.addTo(object, 1);
                    }
                }
            }
        }
    }

    /// Whether the calls of those who wait for it explain what is missing in an object's count. A method bound to it
    /// that nobody refers to is on a stack too, be it that of a thread that did not survive a fork.
    boolean explain(int object, int missing) {
        if (waiters.get(object) >= missing) {
            return true;
        }
        PyType type = census.type(object);
        long self = census.address(object) + selfOffset;
        return type.typeName().equals("builtin_function_or_method")
                && heap.memory().isReadable(self, Long.BYTES)
                && waiters.containsKey(census.node(heap.memory().getLong(self)));
    }
}
