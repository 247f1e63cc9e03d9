package io.ouroscope.analysis.waits;

import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.graph.IntGraph;
import it.unimi.dsi.fastutil.ints.Int2IntMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectMap;
import it.unimi.dsi.fastutil.longs.LongList;
import it.unimi.dsi.fastutil.longs.LongLists;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who waits for what. Immutable.
public final class WaitGraph {
    /// From a task over futures to an event or the like.
    private static final int LONGEST_WAY = 8;

    private final TaskGraph tasks;
    private final List<WaitBuilder.Thing> things;
    private final IntGraph forward;
    private final IntGraph reverse;
    private final Edges edges;
    private final Int2ObjectMap<Wake> wakes;
    private final Int2IntMap woken;
    private final BitSet any;
    private final BitSet open;
    private final LongSet actors;
    private final LongSet handlers;
    private final List<String> unchecked;
    private final Int2ObjectMap<String> notes;
    private final BitSet lost;
    private final List<LostWakeup> lostWakeups;
    private final LongList ownReferences;
    private final Int2ObjectMap<LongList> belongings;
    private final Int2ObjectMap<Place> places;
    private final Int2ObjectMap<String> suspects;
    private final Int2ObjectMap<String> doubts;

    WaitGraph(
            TaskGraph tasks,
            List<WaitBuilder.Thing> things,
            IntGraph forward,
            Edges edges,
            Int2ObjectMap<Wake> wakes,
            Int2IntMap woken,
            BitSet any,
            BitSet open,
            LongSet actors,
            LongSet handlers,
            List<String> unchecked,
            Int2ObjectMap<String> notes,
            BitSet lost,
            List<LostWakeup> lostWakeups,
            LongList ownReferences,
            Int2ObjectMap<LongList> belongings,
            Int2ObjectMap<Place> places,
            Int2ObjectMap<String> suspects,
            Int2ObjectMap<String> doubts) {
        this.tasks = tasks;
        this.things = things;
        this.forward = forward;
        this.reverse = forward.reversed();
        this.edges = edges;
        this.wakes = wakes;
        this.woken = woken;
        this.any = any;
        this.open = open;
        this.actors = actors;
        this.handlers = handlers;
        this.unchecked = unchecked;
        this.notes = notes;
        this.lost = lost;
        this.lostWakeups = List.copyOf(lostWakeups);
        this.ownReferences = ownReferences;
        this.belongings = belongings;
        this.places = places;
        this.suspects = suspects;
        this.doubts = doubts;
    }

    public int nodeCount() {
        return forward.nodeCount();
    }

    /// An edge leads from who waits to what is waited for.
    public IntGraph forward() {
        return forward;
    }

    public IntGraph reverse() {
        return reverse;
    }

    /// How the edge with this id waits.
    public How how(int edgeId) {
        return edges.how(edgeId);
    }

    public Sureness sureness(int edgeId) {
        return edges.sureness(edgeId);
    }

    public ThingKind kind(int node) {
        if (node >= tasks.nodeCount()) {
            return thing(node).kind();
        }
        return tasks.isTask(node) ? ThingKind.TASK : ThingKind.FUTURE;
    }

    /// Address of the object: of a thread its `threading.Thread`, 0 if it has none.
    public long object(int node) {
        return node < tasks.nodeCount() ? tasks.address(node) : thing(node).object();
    }

    public String name(int node) {
        return node < tasks.nodeCount() ? tasks.row(node).name() : thing(node).name();
    }

    /// The thread that this node is, null if it is none.
    public @Nullable ThreadInfo thread(int node) {
        return node < tasks.nodeCount() ? null : thing(node).thread();
    }

    /// Whether it is the task that a loop runs until it is complete, or the process's first thread.
    public boolean isMain(int node) {
        ThreadInfo thread = thread(node);
        if (thread != null) {
            return thread.name().equals("MainThread");
        }
        return kind(node) == ThingKind.TASK && isRunByLoop(node);
    }

    private boolean isRunByLoop(int task) {
        for (int position = reverse.start(task); position < reverse.end(task); position++) {
            if (kind(reverse.target(position)) == ThingKind.THREAD && how(reverse.edgeId(position)) == How.JOIN) {
                return true;
            }
        }
        return false;
    }

    /// Whether a thread does nothing but run a loop until that task is complete.
    public boolean runsLoop(int node) {
        if (kind(node) != ThingKind.THREAD) {
            return false;
        }
        for (int position = forward.start(node); position < forward.end(node); position++) {
            if (how(forward.edgeId(position)) == How.JOIN && kind(forward.target(position)) == ThingKind.TASK) {
                return true;
            }
        }
        return false;
    }

    /// Whether the node waits for one open thing for which nobody else waits.
    public boolean waitsAloneForOpen(int node, BitSet stuck) {
        int at = node;
        for (int steps = 0; steps < LONGEST_WAY && forward.degree(at) == 1; steps++) {
            at = forward.target(forward.start(at));
            if (kind(at).runsCode() || reverse.degree(at) != 1 || !stuck.get(at)) {
                return false;
            }
        }
        return at != node && open(at);
    }

    /// Whether a task or future is done.
    public boolean finished(int node) {
        return node < tasks.nodeCount() && tasks.isFinished(node);
    }

    /// What will or may wake it from outside, null if nothing known.
    public @Nullable Wake wake(int node) {
        return wakes.get(node);
    }

    /// What has to go on before it is woken, -1 if nothing has to.
    public int wokenBy(int node) {
        return woken.get(node);
    }

    /// Whether one of those it waits for is enough.
    public boolean any(int node) {
        return any.get(node);
    }

    /// Whether it goes on when something that runs reaches its object, whatever else it waits for.
    public boolean open(int node) {
        return !lost.get(node) && (open.get(node) || forward.degree(node) == 0);
    }

    /// Whether what it needs is gone for ever.
    public boolean isLost(int node) {
        return lost.get(node);
    }

    /// Loops that sleep though they should not.
    public List<LostWakeup> lostWakeups() {
        return lostWakeups;
    }

    /// What more is to be said of it, empty if nothing.
    public String note(int node) {
        return notes.getOrDefault(node, "");
    }

    /// Objects that are used from outside Python's own code.
    public LongSet actors() {
        return actors;
    }

    /// Visits the references that only the one who waits uses itself: from which object, to which.
    public void visitOwnReferences(ReferenceVisitor visitor) {
        for (int i = 0; i + 1 < ownReferences.size(); i += 2) {
            visitor.reference(ownReferences.getLong(i), ownReferences.getLong(i + 1));
        }
    }

    /// What it uses once it goes on, besides its object and its stack.
    public LongList belongings(int node) {
        return belongings.getOrDefault(node, LongLists.EMPTY_LIST);
    }

    /// Gets references between objects, by their addresses.
    @FunctionalInterface
    public interface ReferenceVisitor {
        void reference(long object, long target);
    }

    /// Why what it needs may be gone, empty if there is no reason to think so.
    public String suspicion(int node) {
        return suspects.getOrDefault(node, "");
    }

    /// What could not be looked at and might let it go on, empty if nothing.
    public String doubt(int node) {
        return doubts.getOrDefault(node, "");
    }

    /// Where a node stands that is neither a task of asyncio nor a thread; unknown for those that are.
    public Place place(int node) {
        return places.getOrDefault(node, Place.UNKNOWN);
    }

    /// Functions that signals would run.
    public LongSet signalHandlers() {
        return handlers;
    }

    /// What was seen and not understood.
    public List<String> unchecked() {
        return unchecked;
    }

    public TaskGraph tasks() {
        return tasks;
    }

    private WaitBuilder.Thing thing(int node) {
        return things.get(node - tasks.nodeCount());
    }
}
