package io.ouroscope.analysis.tasks;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Finds all tasks and futures of a process and who waits for whom.
///
/// Nodes are all instances of future classes in the census, so also tasks that nothing refers to any more; and besides
/// them whatever a task says it waits for. Edges come from the task's own field, from gather's children and from the
/// callbacks on each future; running timeouts from the objects of `asyncio.timeout`.
final class TaskFinder {
    private static final int CHUNK = 4096;
    private static final Set<String> TIMEOUTS = Set.of("asyncio.timeouts.Timeout", "async_timeout.Timeout");

    private final Heap heap;
    private final Census census;
    private final Progress progress;
    private final FutureReader futures;
    private final AwaitChain chains;
    private final Places places;
    private final Callbacks callbacks;
    private final Map<PyType, FutureShape> shapes = new HashMap<>();
    private final Nodes nodes = new Nodes();

    /// Futures that `_release_waiter` resolves, and futures awaited in `wait_for` itself: what is in both has a timer.
    private final BitSet released = new BitSet();

    private final BitSet awaitedInWaitFor = new BitSet();

    TaskFinder(Heap heap, Census census, Progress progress) {
        this.heap = heap;
        this.census = census;
        this.progress = progress;
        futures = new FutureReader(heap);
        chains = new AwaitChain(heap);
        places = new Places(heap);
        callbacks = new Callbacks(heap);
    }

    /// @param present which objects of the census count; the remains of freed ones do not
    /// @param unsure which of these may yet be remains
    TaskGraph find(IntPredicate present, IntPredicate unsure) {
        for (PyType type : census.types()) {
            FutureShape shape = FutureShape.of(type, heap);
            if (shape != null) {
                shapes.put(type, shape);
            }
        }
        addNodes(present, unsure);
        var edges = new Waits.Builder(nodes.count());
        progress.stage("Following tasks", nodes.count());
        for (int node = 0; node < nodes.count(); node++) {
            if (node % CHUNK == 0) {
                progress.check();
                progress.done(node);
            }
            follow(node, edges);
        }
        released.and(awaitedInWaitFor);
        nodes.free.or(released);
        markTimeouts(present);
        return new TaskGraph(nodes, edges, new MemoryReader(heap, nodes, futures, this::shapeAt, chains, places));
    }

    private void addNodes(IntPredicate present, IntPredicate unsure) {
        var addresses = new LongArrayList();
        var doubtful = new LongOpenHashSet();
        for (PyType type : shapes.keySet()) {
            for (int instance : census.nodesOf(type)) {
                if (present.test(instance)) {
                    addresses.add(census.address(instance));
                    if (unsure.test(instance)) {
                        doubtful.add(census.address(instance));
                    }
                }
            }
        }
        addresses.addAll(foreignFutures(addresses));
        addresses.unstableSort(Long::compareUnsigned);
        for (int i = 0; i < addresses.size(); i++) {
            long address = addresses.getLong(i);
            // Of a damaged object the census may know another type than it has now.
            if (i > 0 && addresses.getLong(i - 1) == address) {
                continue;
            }
            FutureShape shape = shapeAt(address);
            FutureFields fields = shape == null ? null : read(address, shape);
            int node = -1;
            if (shape == null) {
                node = nodes.add(address, NodeKind.OTHER, NodeState.PENDING);
            } else if (fields != null && fields.isInUse(shape.kind())) {
                node = nodes.add(address, shape.kind(), fields.state());
                nodes.setLoop(node, fields.loop());
            }
            if (node >= 0) {
                nodes.unsure.set(node, doubtful.contains(address));
            }
        }
    }

    /// What tasks wait for that is no instance of a future class known here.
    private LongOpenHashSet foreignFutures(LongArrayList known) {
        var foreign = new LongOpenHashSet();
        for (int i = 0; i < known.size(); i++) {
            FutureShape shape = shapeAt(known.getLong(i));
            if (shape != null && shape.kind() == NodeKind.TASK) {
                FutureFields fields = read(known.getLong(i), shape);
                if (fields != null && isForeign(fields.waiter())) {
                    foreign.add(fields.waiter());
                }
            }
        }
        return foreign;
    }

    private boolean isForeign(long waiter) {
        PyType type = waiter == 0 ? null : heap.typeOf(waiter);
        return type != null && !shapes.containsKey(type);
    }

    private @Nullable FutureShape shapeAt(long address) {
        PyType type = heap.typeOf(address);
        return type == null ? null : shapes.get(type);
    }

    private @Nullable FutureFields read(long address, FutureShape shape) {
        try {
            return futures.read(address, shape);
        } catch (UnreadableAddressException torn) {
            return null;
        }
    }

    private void follow(int node, Waits.Builder edges) {
        FutureShape shape = shapeAt(nodes.address(node));
        FutureFields fields = shape == null ? null : read(nodes.address(node), shape);
        if (fields == null) {
            return;
        }
        if (nodes.kind(node) == NodeKind.TASK) {
            followTask(node, fields, edges);
        }
        if (nodes.finished(node)) {
            return;
        }
        if (nodes.kind(node) == NodeKind.GATHER) {
            long children = heap.attribute(nodes.address(node), "_children");
            heap.items(children, 0, Long.MAX_VALUE, (index, key, child) -> {
                add(nodes.address(node), child, WaitKind.GATHER, edges);
                return true;
            });
        }
        try {
            callbacks.of(fields, (waiting, kind, any, timed) -> {
                int waiter = add(waiting, nodes.address(node), kind, edges);
                if (waiter >= 0) {
                    nodes.any.set(waiter, any || nodes.any.get(waiter));
                    nodes.free.set(waiter, timed || nodes.free.get(waiter));
                    released.set(waiter, kind == WaitKind.WAIT_FOR || released.get(waiter));
                }
            });
        } catch (UnreadableAddressException torn) {
            // The callbacks read so far stand.
        }
    }

    private void followTask(int node, FutureFields fields, Waits.Builder edges) {
        LongArrayList chain = chains.of(fields.coroutine());
        Place innermost = Place.UNKNOWN;
        Place own = Place.UNKNOWN;
        for (int i = chain.size() - 1; i >= 0 && (own.equals(Place.UNKNOWN) || own.insideAsyncio()); i--) {
            Place place = places.of(chain.getLong(i));
            innermost = i == chain.size() - 1 ? place : innermost;
            own = own.equals(Place.UNKNOWN) || !place.insideAsyncio() ? place : own;
        }
        nodes.setCoroutine(node, places.qualname(fields.coroutine()), innermost, own);
        if (nodes.finished(node)) {
            return;
        }
        if (chains.isExecuting(fields.coroutine())) {
            nodes.setState(node, NodeState.RUNNING);
        }
        nodes.free.set(node, fields.mustCancel() || nodes.free.get(node));
        add(nodes.address(node), fields.waiter(), WaitKind.AWAIT, edges);
        int waiter = nodes.at(fields.waiter());
        if (waiter >= 0 && innermost.insideAsyncio() && innermost.function().equals("wait_for")) {
            awaitedInWaitFor.set(waiter);
        }
    }

    /// Adds the edge if both ends are nodes; the number of the waiting one, or -1.
    private int add(long waiting, long target, WaitKind kind, Waits.Builder edges) {
        int from = nodes.at(waiting);
        int to = nodes.at(target);
        if (from < 0 || to < 0 || nodes.finished(from)) {
            return -1;
        }
        edges.add(from, to, kind);
        return from;
    }

    /// A task inside `async with asyncio.timeout(…)` goes on when the timer fires, whatever it waits for.
    private void markTimeouts(IntPredicate present) {
        for (PyType type : census.types()) {
            if (!TIMEOUTS.contains(type.name())) {
                continue;
            }
            for (int instance : census.nodesOf(type)) {
                if (present.test(instance)) {
                    markTimeout(census.address(instance));
                }
            }
        }
    }

    private void markTimeout(long timeout) {
        PyType timer = heap.typeOf(heap.attribute(timeout, "_timeout_handler"));
        int task = nodes.at(heap.attribute(timeout, "_task"));
        if (timer != null && !timer.typeName().equals("NoneType") && task >= 0) {
            nodes.free.set(task);
        }
    }
}
