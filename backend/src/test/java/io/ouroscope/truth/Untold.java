package io.ouroscope.truth;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.ReferenceGraph;
import io.ouroscope.memory.Region;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.raw.ObjectHeader;
import io.ouroscope.snapshot.SnapshotThread;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.BitSet;
import java.util.List;

/// Objects that we report live and the interpreter did not tell of: each needs a holder that can be named, or it is
/// false.
///
/// Python code cannot reach everything: a type's list of subclasses, what C variables hold, the deep-frozen code of the
/// interpreter's own modules. Named holders are static data, immortality (what is never freed cannot be a remain), a
/// root
/// that the analysis names (thread state, frame, interpreter state), a counted reference from an object that is true,
/// and a variable in the data of a mapped file.
final class Untold {
    private final Analysis analysis;
    private final Census census;
    private final ReferenceGraph graph;
    private final TruthFile truth;
    private final Comparison comparison;
    private final List<Region> regions;
    private final CHolders cHolders;
    private final BitSet countedByRoots = new BitSet();

    Untold(Analysis analysis, List<SnapshotThread> threads, TruthFile truth, Comparison comparison) {
        this.analysis = analysis;
        this.truth = truth;
        this.comparison = comparison;
        census = analysis.process().census();
        graph = analysis.references();
        regions = analysis.process().heap().memory().regions();
        cHolders = new CHolders(analysis, threads);
        for (int i = 0; i < analysis.roots().size(); i++) {
            if (analysis.roots().isCounted(i)) {
                countedByRoots.set(analysis.roots().node(i));
            }
        }
    }

    void classify() {
        var explained = new BitSet();
        var open = new IntArrayList();
        var next = new IntArrayList();
        for (int node = 0; node < census.size(); node++) {
            if (truth.contains(census.address(node))) {
                explained.set(node);
                next.add(node);
            } else if (analysis.state(node) == ObjectState.LIVE) {
                String holder = holder(node);
                if (holder.isEmpty()) {
                    open.add(node);
                } else {
                    explained.set(node);
                    next.add(node);
                    held(node, holder);
                }
            }
        }
        follow(next, explained);
        while (heldByC(open, next, explained)) {
            follow(next, explained);
        }
        open.forEach(node -> {
            if (!explained.get(node)) {
                String type = census.type(node).name();
                comparison.figures(type).falseObjects++;
                comparison.differences.add(
                        "false " + type,
                        Long.toHexString(census.address(node)) + " "
                                + analysis.previewer().text(census.address(node)) + " count "
                                + analysis.process().heap().referenceCount(census.address(node))
                                + ", of which unexplained "
                                + analysis.accounting().unexplained(node));
            }
        });
    }

    /// Explains what C code holds, as far as an object counts a reference that no other object explains.
    ///
    /// @return whether there was any
    private boolean heldByC(IntArrayList open, IntArrayList next, BitSet explained) {
        var sought = new LongOpenHashSet();
        open.forEach(node -> {
            if (!explained.get(node) && analysis.accounting().unexplained(node) > 0) {
                sought.add(census.address(node));
            }
        });
        if (sought.isEmpty()) {
            return false;
        }
        Long2ObjectMap<String> holders = cHolders.of(sought, explained);
        holders.forEach((address, holder) -> {
            int node = census.node(address);
            explained.set(node);
            next.add(node);
            held(node, holder);
        });
        return !holders.isEmpty();
    }

    private void held(int node, String holder) {
        String type = census.type(node).name();
        comparison.figures(type).held++;
        comparison.documented.add("untold " + type + ", " + holder, Long.toHexString(census.address(node)));
    }

    /// Explains whatever explained objects count a reference to.
    private void follow(IntArrayList next, BitSet explained) {
        while (!next.isEmpty()) {
            int node = next.removeInt(next.size() - 1);
            int conservative = analysis.accounting().firstEdge(node);
            for (int i = 0; i < graph.outCount(node); i++) {
                boolean counted = switch (graph.edgeClass(node, i)) {
                    case WEAK -> false;
                    case CONSERVATIVE ->
                        analysis.accounting().verdict(conservative++).isReference();
                    default -> true;
                };
                int target = graph.target(node, i);
                if (counted && !explained.get(target)) {
                    explained.set(target);
                    next.add(target);
                    if (analysis.state(target) == ObjectState.LIVE) {
                        held(target, "counted by a " + census.type(node).name());
                    }
                }
            }
        }
    }

    /// What holds the node by itself, empty if nothing. A word of a running function's stack whose depth is not saved
    /// holds what would not add up without it.
    private String holder(int node) {
        String place = staticPlace(census.address(node));
        if (!place.isEmpty()) {
            return "static object of " + place;
        }
        var roots = analysis.roots().kindsOf(node);
        boolean adds = analysis.accounting().unexplained(node) == 0;
        roots.removeIf(kind -> switch (kind) {
            // The table itself is counted, its strings are not.
            case INTERNED -> !countedByRoots.get(node);
            case UNCERTAIN_STACK -> !adds;
            default -> false;
        });
        if (!roots.isEmpty()) {
            return "root: " + roots;
        }
        boolean immortal = analysis.process().heap().referenceCount(census.address(node)) == ObjectHeader.IMMORTAL;
        return immortal ? "immortal, held by the interpreter" : "";
    }

    /// The mapped file in whose writable data the address lies, empty if in none.
    private String staticPlace(long address) {
        for (Region region : regions) {
            if (region.contains(address)) {
                return region.path().startsWith("/") ? fileName(region.path()) : "";
            }
        }
        return "";
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
