package io.ouroscope.analysis.waits;

import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.tasks.WaitKind;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.graph.IntGraph;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongLinkedOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Collects the nodes and edges of a wait graph.
///
/// It begins with asyncio's tasks and futures and their edges, under the numbers they have in the task graph, and
/// with all threads. Sources add what else is waited for. A node goes on when all it waits for does ([#any]: when one
/// of them does), when something outside wakes it ([#wakes]), and when it is [open][#open]: when anything that still
/// runs can reach its object. A node that waits for nothing and that nothing wakes is open by itself.
public final class WaitBuilder {
    private final TaskGraph tasks;
    private final List<Thing> things = new ArrayList<>();
    private final Long2IntOpenHashMap byAddress = new Long2IntOpenHashMap();
    private final Map<ThreadInfo, Integer> byThread = new HashMap<>();
    private final Edges edges = new Edges();
    private final Int2ObjectOpenHashMap<Wake> wakes = new Int2ObjectOpenHashMap<>();
    private final Int2IntOpenHashMap woken = new Int2IntOpenHashMap();
    private final BitSet any;
    private final BitSet waiting = new BitSet();
    private final BitSet open = new BitSet();
    private final LongLinkedOpenHashSet actors = new LongLinkedOpenHashSet();
    private final LongLinkedOpenHashSet handlers = new LongLinkedOpenHashSet();
    private final Int2ObjectOpenHashMap<String> suspects = new Int2ObjectOpenHashMap<>();
    private final Int2ObjectOpenHashMap<String> doubts = new Int2ObjectOpenHashMap<>();
    private final LongArrayList ownReferences = new LongArrayList();
    private final Int2ObjectOpenHashMap<LongList> belongings = new Int2ObjectOpenHashMap<>();
    private final Int2ObjectOpenHashMap<Place> places = new Int2ObjectOpenHashMap<>();
    private final List<String> unchecked = new ArrayList<>();
    private final Int2ObjectOpenHashMap<String> notes = new Int2ObjectOpenHashMap<>();
    private final BitSet lost = new BitSet();
    private final List<LostWakeup> lostWakeups = new ArrayList<>();

    /// A node that is none of the task graph.
    ///
    /// @param thread of a node that is a thread
    record Thing(
            ThingKind kind,
            long object,
            String name,
            @Nullable ThreadInfo thread) {}

    public WaitBuilder(TaskGraph tasks, List<ThreadInfo> threads) {
        this.tasks = tasks;
        byAddress.defaultReturnValue(-1);
        woken.defaultReturnValue(-1);
        any = tasks.waitForAny();
        tasks.visitWaits((from, to, kind) -> edges.add(from, to, how(kind), Sureness.RECORDED));
        for (ThreadInfo thread : threads) {
            int node = tasks.nodeCount() + things.size();
            things.add(new Thing(ThingKind.THREAD, thread.object(), thread.name(), thread));
            byThread.put(thread, node);
            if (thread.object() != 0) {
                byAddress.put(thread.object(), node);
            }
            if (thread.address() != 0) {
                byAddress.put(thread.address(), node);
            }
        }
    }

    private static How how(WaitKind kind) {
        return How.valueOf(kind.name());
    }

    /// The graph of asyncio's tasks and futures, whose numbers are the first.
    public TaskGraph tasks() {
        return tasks;
    }

    /// The task or future at this address, -1 if none is there.
    public int task(long address) {
        return tasks.node(address);
    }

    /// The node of a thread; each thread has one.
    public int thread(ThreadInfo thread) {
        Integer node = byThread.get(thread);
        if (node == null) {
            throw new IllegalArgumentException("No thread of this process: " + thread.name());
        }
        return node;
    }

    /// The node of the thread whose `threading.Thread` or thread state this is, -1 if none.
    public int threadAt(long address) {
        int node = byAddress.get(address);
        return node >= 0 && kind(node) == ThingKind.THREAD ? node : -1;
    }

    /// The node for an object that is waited for, made now if there is none.
    ///
    /// @param object its address: of the Python object, of a native lock; each has one node
    /// @param name for people, without the kind: `asyncio.Lock`, `'orders'`, `fd 12`
    public int thing(ThingKind kind, long object, String name) {
        int known = tasks.node(object);
        if (known < 0) {
            known = byAddress.get(object);
        }
        if (known >= 0) {
            return known;
        }
        int node = tasks.nodeCount() + things.size();
        things.add(new Thing(kind, object, name, null));
        byAddress.put(object, node);
        return node;
    }

    /// `from` waits for `to`.
    public void waits(int from, int to, How how) {
        waits(from, to, how, Sureness.RECORDED);
    }

    public void waits(int from, int to, How how, Sureness sureness) {
        edges.add(from, to, how, sureness);
        waiting.set(from);
    }

    /// It goes on as soon as one of those it waits for does.
    public void any(int node) {
        any.set(node);
    }

    /// It goes on also when something that still runs can reach its object: an event that anyone may set.
    public void open(int node) {
        open.set(node);
    }

    /// Something outside will or may wake it. The first reason stands.
    public void wakes(int node, Wake wake) {
        wakes.putIfAbsent(node, wake);
        woken.remove(node);
    }

    /// The same, but only once `by` goes on: a timer of a loop whose thread is elsewhere.
    public void wakes(int node, Wake wake, int by) {
        if (wakes.putIfAbsent(node, wake) == null) {
            woken.put(node, by);
        }
    }

    /// Whether anything was said yet of why it waits or what wakes it.
    public boolean isExplained(int node) {
        return wakes.containsKey(node) || waiting.get(node);
    }

    /// An object that a loop, the kernel or native code will use by itself: the handle of a timer, what is registered
    /// with a selector. What can be reached from it counts as in use.
    public void actor(long object) {
        actors.add(object);
    }

    /// A reference that only the one who waits uses itself: it does not count when it is judged who could use the
    /// target.
    public void ownReference(long object, long target) {
        ownReferences.add(object);
        ownReferences.add(target);
    }

    /// What it uses once it goes on and its object does not refer to: what lies on the saved stack of a greenlet.
    public void belongs(int node, long object) {
        belongings.computeIfAbsent(node, each -> new LongArrayList()).add(object);
    }

    /// Where it stands, of what is neither a task of asyncio nor a thread.
    public void place(int node, Place place) {
        places.put(node, place);
    }

    /// A function that a signal would run. It is in use like an [#actor], but nothing says that a signal will come.
    public void signalHandler(long object) {
        handlers.add(object);
    }

    /// What more is to be said of a node, in a few words: `held since 14:03`, `3 of 4 permits taken`.
    public void note(int node, String text) {
        notes.merge(node, text, (before, more) -> before.contains(more) ? before : before + "; " + more);
    }

    /// It can never go on, because what it needs is gone: the thread that held the lock did not survive a fork.
    ///
    /// @param text what is gone, for people
    public void lost(int node, String text) {
        lost.set(node);
        note(node, text);
    }

    /// A loop sleeps though it should not.
    public void lostWakeup(LostWakeup found) {
        lostWakeups.add(found);
    }

    /// It may be that what it needs is gone, and references that nobody explains are no sign of the contrary.
    ///
    /// @param text what may be gone, a sentence
    public void suspect(int node, String text) {
        suspects.put(node, text);
    }

    /// What could not be looked at and might let it go on.
    ///
    /// @param text what that is, a sentence
    public void doubt(int node, String text) {
        doubts.merge(node, text, (before, more) -> before + " " + more);
    }

    /// What was seen and not understood, one sentence.
    public void unchecked(String sentence) {
        if (!unchecked.contains(sentence)) {
            unchecked.add(sentence);
        }
    }

    public ThingKind kind(int node) {
        return node < tasks.nodeCount()
                ? tasks.isTask(node) ? ThingKind.TASK : ThingKind.FUTURE
                : things.get(node - tasks.nodeCount()).kind();
    }

    public WaitGraph build() {
        // Those that nobody has told more of.
        BitSet free = tasks.mayGoOn();
        for (int node = free.nextSetBit(0); node >= 0; node = free.nextSetBit(node + 1)) {
            wakes(node, Wake.of(Wake.Kind.TIMER, "a timeout or a cancellation"));
        }
        int count = tasks.nodeCount() + things.size();
        IntGraph graph = edges.graph(count);
        return new WaitGraph(
                tasks,
                things,
                graph,
                edges,
                wakes,
                woken,
                any,
                open,
                actors,
                handlers,
                unchecked,
                notes,
                lost,
                lostWakeups,
                ownReferences,
                belongings,
                places,
                suspects,
                doubts);
    }
}
