package io.ouroscope.analysis;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.allocator.Allocators;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.raw.ObjectHeader;
import io.ouroscope.python.runtime.RootKind;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.BitSet;

/// Tells live objects from garbage, as the collector itself would: by accounting for reference counts.
///
/// First, what is an object at all: what the allocator or the collector vouches for, what C code defines (its count
/// says so), what these refer to, and what a pointer elsewhere in memory leads to. The rest is *unsure*: it only looks
/// like an object. Then, an object whose count is not exactly the references that other objects hold to it is held from
/// elsewhere (a thread's frames, C code, an immortal): a root. Whatever roots reach is live. What remains is held by
/// itself alone. An error in our accounting makes a root too many, never garbage out of something alive. A conservative
/// reference never explains a count here, so that what a C extension type holds stays a root; one that adds up keeps
/// its target alive.
final class Liveness {
    private static final int GC_HEAD_BYTES = 16;
    private static final long LINK_MASK = ~3L;
    /// Linux maps nothing below it (`vm.mmap_min_addr`).
    private static final long LOWEST_ADDRESS = 1L << 16;

    private final Heap heap;
    private final Census census;
    private final ReferenceGraph graph;
    private final ReferenceAccounting accounting;
    private final RootTable roots;
    private final int nodes;
    private final BitSet freed;
    private final BitSet objects;
    private final BitSet live = new BitSet();
    private final BitSet garbage = new BitSet();
    private final int[] found;

    private Liveness(PythonProcess process, ReferenceGraph graph, ReferenceAccounting accounting, RootTable roots) {
        this.roots = roots;
        this.accounting = accounting;
        heap = process.heap();
        census = process.census();
        this.graph = graph;
        nodes = graph.nodeCount();
        freed = FreeLists.of(process);
        objects = CollectorLists.of(process).tracked();
        found = new int[nodes];
    }

    static Liveness of(
            PythonProcess process,
            ReferenceGraph graph,
            ReferenceAccounting accounting,
            RootTable roots,
            Progress progress) {
        var liveness = new Liveness(process, graph, accounting, roots);
        progress.stage("Telling live from dead", liveness.nodes);
        liveness.findObjects(process.allocators().get(), progress);
        progress.check();
        liveness.countReferences();
        progress.check();
        liveness.findLive();
        progress.check();
        liveness.findGarbage();
        return liveness;
    }

    private void findObjects(Allocators allocators, Progress progress) {
        for (int node = 0; node < nodes; node++) {
            if (census.isFreed(node)) {
                freed.set(node);
            } else if (census.isConfirmed(node) || isStatic(census.address(node), allocators)) {
                objects.set(node);
            }
        }
        for (int i = 0; i < roots.size(); i++) {
            if (isCertain(roots.kind(i))) {
                objects.set(roots.node(i));
            }
        }
        objects.andNot(freed);
        BitSet none = impossible(progress);
        none.or(states());
        objects.andNot(none);
        spread((BitSet) objects.clone(), objects);
        LongSet held = PointerScan.count(
                        heap.memory(), doubtful(allocators), place -> isHolder(place, allocators), progress)
                .keySet();
        var more = new BitSet();
        for (int node = nextDoubtful(0); node >= 0; node = nextDoubtful(node + 1)) {
            if (held.contains(census.address(node)) || isInRowOfInts(node)) {
                more.set(node);
            }
        }
        more.andNot(none);
        objects.or(more);
        spread(more, objects);
        // Of modules found last.
        objects.andNot(states());
    }

    private static boolean isCertain(RootKind kind) {
        return kind.holds() && kind != RootKind.UNCERTAIN_STACK;
    }

    /// Pairs of pointers look like objects where memory lies so low that an address can be a count: the count is an
    /// address then, larger than the number of words that point at the object.
    private BitSet impossible(Progress progress) {
        var addresses = new LongOpenHashSet();
        for (int node = 0; node < nodes; node++) {
            if (!freed.get(node)
                    && accounting.found(node) == 0
                    && isAddress(heap.referenceCount(census.address(node)))) {
                addresses.add(census.address(node));
            }
        }
        Long2IntOpenHashMap pointers = PointerScan.count(heap.memory(), addresses, place -> true, progress);
        var impossible = new BitSet();
        for (long address : addresses) {
            if (heap.referenceCount(address) > pointers.get(address)) {
                impossible.set(census.node(address));
            }
        }
        return impossible;
    }

    /// What reads as an object at the beginning of a block that is the state of a module. Such a block is as real as an
    /// object's to the allocator, and its first words are whatever the module has there: in free-threaded builds an
    /// address reads as an owner, and anything as a count.
    private BitSet states() {
        var states = new BitSet();
        for (int owner = objects.nextSetBit(0); owner >= 0; owner = objects.nextSetBit(owner + 1)) {
            PyType type = census.type(owner);
            if (type.decoder().hasUndescribedBlocks()) {
                addStates(census.address(owner), type, states);
            }
        }
        return states;
    }

    private void addStates(long module, PyType type, BitSet states) {
        try {
            type.decoder().undescribedBlocks(module, (block, bytes) -> {
                int node = census.node(block);
                if (node >= 0 && accounting.found(node) == 0) {
                    states.set(node);
                }
            });
        } catch (UnreadableAddressException e) {
            // A module that is not wholly in the snapshot tells nothing.
        }
    }

    private boolean isAddress(long count) {
        return count >= LOWEST_ADDRESS && heap.memory().isReadable(count, 1);
    }

    /// Low addresses of a heap may look like the counts of 3.11's static objects; those are in no heap.
    private boolean isStatic(long object, Allocators allocators) {
        long count = heap.referenceCount(object);
        return count == ObjectHeader.IMMORTAL
                || heap.structs().header.isStaticCount(object)
                        && !allocators.manages(object)
                        && !heap.memory().isReadable(count, 1);
    }

    /// Addresses for which a pointer would count: not in the middle of a block, where old blocks have left pointers to
    /// old objects.
    private LongSet doubtful(Allocators allocators) {
        var addresses = new LongOpenHashSet();
        for (int node = nextDoubtful(0); node >= 0; node = nextDoubtful(node + 1)) {
            if (!allocators.manages(census.address(node))) {
                addresses.add(census.address(node));
            }
        }
        return addresses;
    }

    private int nextDoubtful(int from) {
        int node = objects.nextClearBit(from);
        while (node < nodes && freed.get(node)) {
            node = objects.nextClearBit(node + 1);
        }
        return node < nodes ? node : -1;
    }

    /// Old words on a stack and in free blocks hold nothing.
    private boolean isHolder(long place, Allocators allocators) {
        return !allocators.isFree(place)
                && heap.memory().regions().stream().noneMatch(region -> isStack(region, place));
    }

    private static boolean isStack(Region region, long place) {
        return region.path().startsWith("[stack") && region.contains(place);
    }

    /// The interpreter's small ints stand in a row, and code computes their addresses instead of keeping them.
    private boolean isInRowOfInts(int node) {
        PyType type = census.type(node);
        long bytes = heap.sizeBytes(census.address(node)) + Long.BYTES - 1 & -Long.BYTES;
        return type.name().equals("builtins.int") && (isNextInt(node, bytes) || isNextInt(node, -bytes));
    }

    private boolean isNextInt(int node, long distance) {
        long address = census.address(node);
        int next = census.node(address + distance);
        long value = heap.integer(address, Long.MIN_VALUE);
        return next >= 0
                && census.type(next) == census.type(node)
                && value != Long.MIN_VALUE
                && Math.abs(heap.integer(address + distance, Long.MIN_VALUE) - value) == 1;
    }

    private void countReferences() {
        for (int node = objects.nextSetBit(0); node >= 0; node = objects.nextSetBit(node + 1)) {
            for (int i = graph.outCount(node) - 1; i >= 0; i--) {
                if (ReferenceAccounting.isCounted(graph.edgeClass(node, i))) {
                    found[graph.target(node, i)]++;
                }
            }
        }
    }

    private void findLive() {
        for (int node = objects.nextSetBit(0); node >= 0; node = objects.nextSetBit(node + 1)) {
            long count = heap.referenceCount(census.address(node));
            if (count == ObjectHeader.IMMORTAL || count != found[node]) {
                live.set(node);
            }
        }
        for (int i = 0; i < roots.size(); i++) {
            if (roots.kind(i).holds() && objects.get(roots.node(i))) {
                live.set(roots.node(i));
            }
        }
        spread((BitSet) live.clone(), live);
    }

    /// The collector frees cycles of what it tracks, and what they hold. What else nobody seems to hold (which cannot
    /// be, were all references known) stays unsure.
    private void findGarbage() {
        var tracked = new BitSet();
        for (int node = objects.nextSetBit(0); node >= 0; node = objects.nextSetBit(node + 1)) {
            if (!live.get(node) && isTracked(node)) {
                tracked.set(node);
            }
        }
        garbage.or(tracked);
        spread(tracked, garbage);
        garbage.andNot(live);
    }

    private boolean isTracked(int node) {
        if (!heap.layout().features().gcHead()) {
            return census.type(node).hasGc();
        }
        Memory memory = heap.memory();
        long head = census.address(node) - GC_HEAD_BYTES;
        return census.type(node).hasGc()
                && memory.isReadable(head, GC_HEAD_BYTES)
                && (memory.getLong(head) & LINK_MASK) != 0;
    }

    /// Adds to `all` what `from` reaches.
    private void spread(BitSet from, BitSet all) {
        var stack = new IntArrayList();
        for (int start = from.nextSetBit(0); start >= 0; start = from.nextSetBit(start + 1)) {
            stack.push(start);
            while (!stack.isEmpty()) {
                int node = stack.popInt();
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
                    if (holds && !all.get(target) && !freed.get(target)) {
                        all.set(target);
                        stack.push(target);
                    }
                }
            }
        }
    }

    ObjectState state(int node) {
        if (freed.get(node)) {
            return ObjectState.FREED;
        }
        if (live.get(node)) {
            return ObjectState.LIVE;
        }
        return garbage.get(node) ? ObjectState.GARBAGE : ObjectState.UNSURE;
    }

    /// How well the counts of live objects are explained.
    CountQuality.Sums quality() {
        var sums = new CountQuality.Sums(census.types().size());
        for (int node = live.nextSetBit(0); node >= 0; node = live.nextSetBit(node + 1)) {
            if (!heap.structs().header.isStaticCount(census.address(node))) {
                sums.add(census.typeIndex(node), accounting.unexplained(node));
            }
        }
        return sums;
    }
}
