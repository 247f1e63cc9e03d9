package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

/// References that the blocked calls of waiting threads themselves keep on the C stack: to the lock, to its method,
/// and to the methods in Python that they are inside of. A `with` that enters also keeps the method that it will
/// leave by.
///
/// They are counted and nobody explains them, but they are no sign of native code that could wake the waiting.
final class BlockedCalls {
    private static final String EXIT = "__exit__";

    private final Heap heap;
    private final Census census;
    private final int selfOffset;
    private final int methodFunction;
    private final int methodSelf;
    private final int functionCode;
    private final Structs structs;
    /// Code that waiting threads are inside of, and the first arguments it was called with.
    private final Long2ObjectOpenHashMap<LongOpenHashSet> inside = new Long2ObjectOpenHashMap<>();
    /// Objects that waiting threads are inside the `__enter__` of.
    private final LongOpenHashSet entered = new LongOpenHashSet();
    /// How many threads wait for an object directly.
    private final Int2IntOpenHashMap waiters = new Int2IntOpenHashMap();

    BlockedCalls(Analysis analysis, WaitGraph graph) {
        heap = analysis.process().heap();
        census = analysis.process().census();
        selfOffset = heap.layout().offset("PyCFunctionObject", "m_self");
        methodFunction = heap.layout().offset("PyMethodObject", "im_func");
        methodSelf = heap.layout().offset("PyMethodObject", "im_self");
        functionCode = heap.layout().offset("PyFunctionObject", "func_code");
        structs = heap.structs();
        IntGraph forward = graph.forward();
        for (int node = 0; node < graph.nodeCount(); node++) {
            ThreadInfo thread = graph.thread(node);
            if (thread != null && forward.degree(node) > 0) {
                lookInto(thread, analysis.frames());
                for (int position = forward.start(node); position < forward.end(node); position++) {
                    int object = census.node(graph.object(forward.target(position)));
                    if (object >= 0) {
                        waiters.addTo(object, 1);
                    }
                }
            }
        }
    }

    private void lookInto(ThreadInfo thread, Frames frames) {
        if (thread.state() == null) {
            return;
        }
        frames.visitStack(thread.state().frame(), thread.state().stackChunk(), frame -> {
            if (frame.isBroken()) {
                return;
            }
            try {
                long code = structs.frames.code(frame.frame());
                long self = structs.isObject(code) && structs.code.slotCount(code) > 0
                        ? structs.frames.slot(frame.frame(), 0)
                        : 0;
                if (self != 0) {
                    inside.computeIfAbsent(code, each -> new LongOpenHashSet()).add(self);
                    if (frame.function().equals("__enter__")) {
                        entered.add(self);
                    }
                }
            } catch (UnreadableAddressException torn) {
                // A frame that cannot be read explains nothing.
            }
        });
    }

    /// Whether it is a bound method that a waiting thread is inside of, or will leave a `with` by: the call keeps it.
    private boolean isCalled(long method) {
        long self = word(method + methodSelf);
        long code = word(word(method + methodFunction) + functionCode);
        LongOpenHashSet arguments = inside.get(code);
        if (arguments != null && arguments.contains(self)) {
            return true;
        }
        return entered.contains(self)
                && structs.isObject(code)
                && structs.code.isReadable(code)
                && EXIT.equals(heap.text(structs.code.name(code), EXIT.length() + 1));
    }

    private long word(long address) {
        return heap.memory().isReadable(address, Long.BYTES) ? heap.memory().getLong(address) : 0;
    }

    /// Whether the calls of those who wait for it explain what is missing in an object's count. A method bound to it
    /// that nobody refers to is on a stack too, be it that of a thread that did not survive a fork.
    boolean explain(int object, int missing) {
        if (waiters.get(object) >= missing) {
            return true;
        }
        PyType type = census.type(object);
        if (missing == 1 && type.typeName().equals("method") && isCalled(census.address(object))) {
            return true;
        }
        long self = census.address(object) + selfOffset;
        return type.typeName().equals("builtin_function_or_method")
                && heap.memory().isReadable(self, Long.BYTES)
                && waiters.containsKey(census.node(heap.memory().getLong(self)));
    }
}
