package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.BitSet;

/// What can never go on, found by letting go on everything that may.
///
/// Whoever runs, or is woken from outside, goes on, and what its frames and callbacks refer to is in use. A future or
/// an event that something in use can reach may be finished by it, so who waits for it goes on too, and so forth
/// until nothing changes; what a waiting task or thread holds counts only once it goes on. What is left stands still
/// for ever. (The idea is that of a garbage collector which begins at those that run: Saioc, Lee, Møller, Chabbi,
/// "Dynamic Partial Deadlock Detection and Recovery via Garbage Collection", ASPLOS 2025.) Linear in nodes, edges and
/// references.
final class Standstill {
    private final WaitGraph graph;
    private final Holdings holdings;
    private final int[] missing;
    private final BitSet stuck = new BitSet();
    private final BitSet cancelled = new BitSet();
    /// May go on by all but the thread that runs them.
    private final BitSet held = new BitSet();
    private final BitSet barriers = new BitSet();
    private final Int2IntOpenHashMap nodeOfObject = new Int2IntOpenHashMap();
    private final IntArrayList goesOn = new IntArrayList();
    /// By who has to go on: whom that wakes.
    private final Int2ObjectOpenHashMap<IntArrayList> wakes = new Int2ObjectOpenHashMap<>();
    private final Reach reach;

    private Standstill(WaitGraph graph, Holdings holdings, Progress progress) {
        this.graph = graph;
        this.holdings = holdings;
        missing = new int[graph.nodeCount()];
        nodeOfObject.defaultReturnValue(-1);
        reach = new Reach(holdings, barriers, Reach.ALL, object -> true, this::met, progress);
    }

    static Standstill of(WaitGraph graph, Holdings holdings, Progress progress) {
        progress.stage("Judging waits", graph.nodeCount());
        var standstill = new Standstill(graph, holdings, progress);
        standstill.prepare();
        standstill.run();
        standstill.letMainRunForEver();
        return standstill;
    }

    /// The nodes that never go on.
    BitSet stuck() {
        return (BitSet) stuck.clone();
    }

    /// The objects behind which nothing is in use.
    BitSet barriers() {
        return (BitSet) barriers.clone();
    }

    private void prepare() {
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.finished(node)) {
                continue;
            }
            int degree = graph.forward().degree(node);
            missing[node] = graph.any(node) ? Math.min(1, degree) : degree;
            stuck.set(node);
            guard(node);
            int by = graph.wokenBy(node);
            if (by >= 0) {
                wakes.computeIfAbsent(by, each -> new IntArrayList()).add(node);
            } else if (isFree(node)) {
                goesOn.push(node);
            }
        }
        graph.actors().forEach(object -> reach.add(holdings.object(object)));
        graph.signalHandlers().forEach(object -> reach.add(holdings.object(object)));
    }

    /// What it holds is not in use before it goes on.
    private void guard(int node) {
        int object = holdings.object(graph.object(node));
        ThingKind kind = graph.kind(node);
        if (object >= 0) {
            nodeOfObject.put(object, node);
            if (kind.runsCode() && kind != ThingKind.THREAD || kind == ThingKind.FUTURE || graph.open(node)) {
                barriers.set(object);
            }
        }
        ThreadInfo thread = graph.thread(node);
        if (thread != null) {
            holdings.framesOf(thread, barriers::set);
        }
        if (kind == ThingKind.TASK) {
            LongArrayList chain = graph.tasks().awaitChain(node);
            for (int i = 0; i < chain.size(); i++) {
                int coroutine = holdings.object(chain.getLong(i));
                if (coroutine >= 0) {
                    barriers.set(coroutine);
                }
            }
        }
    }

    /// A task without a future that it waits for is scheduled; of a thread that nobody explains nothing is known.
    private boolean isFree(int node) {
        Wake wake = graph.wake(node);
        if (wake != null) {
            return wake.kind() != Wake.Kind.IDLE;
        }
        return graph.forward().degree(node) == 0 && graph.kind(node).runsCode();
    }

    private void run() {
        do {
            while (!goesOn.isEmpty()) {
                goOn(goesOn.popInt());
            }
            reach.walk();
        } while (!goesOn.isEmpty());
    }

    /// `await asyncio.Future()` at the end of `main()` is how a server runs until it is stopped: where the main task or
    /// thread waits alone for what never comes, while others go on, it is taken to be that.
    private void letMainRunForEver() {
        if (!somethingGoesOn()) {
            return;
        }
        for (int node = stuck.nextSetBit(0); node >= 0; node = stuck.nextSetBit(node + 1)) {
            if (graph.isMain(node) && graph.waitsAloneForOpen(node, stuck)) {
                goesOn.push(node);
            }
        }
        run();
    }

    private boolean somethingGoesOn() {
        if (!graph.actors().isEmpty()) {
            return true;
        }
        for (int node = 0; node < graph.nodeCount(); node++) {
            ThreadInfo thread = graph.thread(node);
            boolean python = thread == null || thread.state() != null;
            if (!stuck.get(node) && !graph.finished(node) && graph.kind(node).runsCode() && python) {
                return true;
            }
        }
        return false;
    }

    private void goOn(int node) {
        if (!stuck.get(node)) {
            return;
        }
        if (isHeld(node)) {
            held.set(node);
            return;
        }
        stuck.clear(node);
        IntGraph reverse = graph.reverse();
        for (int position = reverse.start(node); position < reverse.end(node); position++) {
            int waiter = reverse.target(position);
            if (--missing[waiter] == 0 || held.get(waiter) && graph.how(reverse.edgeId(position)) == How.RUNS_IN) {
                goesOn.push(waiter);
            }
        }
        wakes.getOrDefault(node, IntArrayList.of()).forEach(goesOn::push);
        Wake wake = graph.wake(node);
        if (cancelled.get(node)
                || wake != null && (wake.kind() == Wake.Kind.TIMER || wake.kind() == Wake.Kind.CANCELLATION)) {
            cancel(node);
        }
        ThreadInfo thread = graph.thread(node);
        if (thread != null) {
            holdings.framesOf(thread, reach::enter);
            holdings.ofThread(thread, reach::add);
        } else {
            reach.enter(holdings.object(graph.object(node)));
        }
        graph.belongings(node).forEach(object -> reach.add(holdings.object(object)));
        if (graph.kind(node) == ThingKind.TASK) {
            LongArrayList chain = graph.tasks().awaitChain(node);
            for (int i = 0; i < chain.size(); i++) {
                reach.enter(holdings.object(chain.getLong(i)));
            }
        }
    }

    /// Whatever wakes a task, the thread of its loop has to run it.
    private boolean isHeld(int node) {
        IntGraph forward = graph.forward();
        for (int position = forward.start(node); position < forward.end(node); position++) {
            if (graph.how(forward.edgeId(position)) == How.RUNS_IN && stuck.get(forward.target(position))) {
                return true;
            }
        }
        return false;
    }

    /// A task that a timeout ends cancels what it awaits, and that what it awaits; a shield is not passed. What
    /// went on before passes it on at once, the rest when it goes on.
    private void cancel(int first) {
        var ended = new IntArrayList();
        ended.push(first);
        IntGraph forward = graph.forward();
        while (!ended.isEmpty()) {
            int node = ended.popInt();
            for (int position = forward.start(node); position < forward.end(node); position++) {
                int target = forward.target(position);
                boolean passesOn = switch (graph.how(forward.edgeId(position))) {
                    case AWAIT, GATHER, TASK_GROUP -> graph.kind(node) == ThingKind.TASK || cancelled.get(node);
                    case WAIT_FOR -> true;
                    default -> false;
                };
                if (passesOn && !cancelled.get(target) && !graph.finished(target)) {
                    cancelled.set(target);
                    (stuck.get(target) ? goesOn : ended).push(target);
                }
            }
        }
    }

    /// Something in use reaches what is waited for.
    private void met(int object) {
        int node = nodeOfObject.get(object);
        if (node >= 0 && stuck.get(node) && graph.open(node)) {
            goesOn.push(node);
        }
    }
}
