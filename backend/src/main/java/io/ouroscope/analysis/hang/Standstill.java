package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.runtime.Roots;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.BitSet;

/// What can never go on, found by letting go on everything that may.
///
/// Whoever runs, or is woken from outside, goes on, and what its frames and callbacks refer to is in use. A future or
/// an
/// event that something in use can reach may be finished by it, so who waits for it goes on too, and so forth until
/// nothing changes; what a waiting task or thread holds counts only once it goes on. What is left stands still for
/// ever.
/// (The idea is that of a garbage collector which begins at those that run: Saioc, Lee, Møller, Chabbi, "Dynamic
/// Partial
/// Deadlock Detection and Recovery via Garbage Collection", ASPLOS 2025.) Linear in nodes, edges and references.
final class Standstill {
    private final WaitGraph graph;
    private final Census census;
    private final Roots roots;
    private final int[] missing;
    private final BitSet stuck = new BitSet();
    private final BitSet barriers = new BitSet();
    private final Int2IntOpenHashMap nodeOfObject = new Int2IntOpenHashMap();
    private final IntArrayList goesOn = new IntArrayList();
    private final Reach reach;

    private Standstill(WaitGraph graph, Analysis analysis, Progress progress) {
        this.graph = graph;
        census = analysis.process().census();
        roots = new Roots(analysis.process().heap(), analysis.process().runtime());
        missing = new int[graph.nodeCount()];
        nodeOfObject.defaultReturnValue(-1);
        reach = new Reach(analysis.references(), barriers, object -> true, this::met, progress);
    }

    static Standstill of(WaitGraph graph, Analysis analysis, Progress progress) {
        progress.stage("Judging waits", graph.nodeCount());
        var standstill = new Standstill(graph, analysis, progress);
        standstill.prepare();
        standstill.run();
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
            if (isFree(node)) {
                goesOn.push(node);
            }
        }
        graph.actors().forEach(object -> reach.add(census.node(object)));
    }

    /// What it holds is not in use before it goes on.
    private void guard(int node) {
        int object = census.node(graph.object(node));
        ThingKind kind = graph.kind(node);
        if (object >= 0) {
            nodeOfObject.put(object, node);
            if (kind.runsCode() && kind != ThingKind.THREAD || kind == ThingKind.FUTURE || graph.open(node)) {
                barriers.set(object);
            }
        }
        if (kind == ThingKind.TASK) {
            int coroutine = census.node(graph.tasks().coroutine(node));
            if (coroutine >= 0) {
                barriers.set(coroutine);
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

    private void goOn(int node) {
        if (!stuck.get(node)) {
            return;
        }
        stuck.clear(node);
        IntGraph reverse = graph.reverse();
        for (int position = reverse.start(node); position < reverse.end(node); position++) {
            int waiter = reverse.target(position);
            if (--missing[waiter] == 0) {
                goesOn.push(waiter);
            }
        }
        ThreadInfo thread = graph.thread(node);
        if (thread != null) {
            enter(thread);
        } else {
            reach.enter(census.node(graph.object(node)));
        }
        if (graph.kind(node) == ThingKind.TASK) {
            reach.enter(census.node(graph.tasks().coroutine(node)));
        }
    }

    private void enter(ThreadInfo thread) {
        if (thread.state() != null) {
            roots.report(thread.state(), "", (kind, target, counted, label) -> {
                if (kind.holds()) {
                    reach.add(census.node(target));
                }
            });
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
