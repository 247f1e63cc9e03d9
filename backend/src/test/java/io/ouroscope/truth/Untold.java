package io.ouroscope.truth;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.ReferenceGraph;
import io.ouroscope.memory.Region;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.raw.ObjectHeader;
import io.ouroscope.python.runtime.RootKind;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.lang.foreign.ValueLayout;
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

    Untold(Analysis analysis, TruthFile truth, Comparison comparison) {
        this.analysis = analysis;
        this.truth = truth;
        this.comparison = comparison;
        census = analysis.process().census();
        graph = analysis.references();
        regions = analysis.process().heap().memory().regions();
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
        var unheld = new Long2ObjectOpenHashMap<String>();
        open.forEach(node -> {
            if (!explained.get(node)) {
                unheld.put(census.address(node), "");
            }
        });
        findVariables(unheld);
        open.forEach(node -> {
            if (!explained.get(node)) {
                String place = unheld.getOrDefault(census.address(node), "");
                if (place.startsWith("/")) {
                    explained.set(node);
                    next.add(node);
                    held(node, "variable in the data of " + fileName(place));
                }
            }
        });
        follow(next, explained);
        open.forEach(node -> {
            if (!explained.get(node)) {
                String type = census.type(node).name();
                comparison.figures(type).falseObjects++;
                comparison.differences.add(
                        "false " + type,
                        Long.toHexString(census.address(node)) + " "
                                + analysis.previewer().text(census.address(node)) + " count "
                                + analysis.process().heap().referenceCount(census.address(node)) + " seen in "
                                + unheld.getOrDefault(census.address(node), ""));
            }
        });
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
            for (int i = graph.outCount(node) - 1; i >= 0; i--) {
                EdgeClass edge = graph.edgeClass(node, i);
                int target = graph.target(node, i);
                if (edge != EdgeClass.WEAK && edge != EdgeClass.CONSERVATIVE && !explained.get(target)) {
                    explained.set(target);
                    next.add(target);
                    if (analysis.state(target) == ObjectState.LIVE) {
                        held(target, "counted by a " + census.type(node).name());
                    }
                }
            }
        }
    }

    /// What holds the node by itself, empty if nothing.
    private String holder(int node) {
        String place = staticPlace(census.address(node));
        if (!place.isEmpty()) {
            return "static object of " + place;
        }
        var roots = analysis.roots().kindsOf(node);
        roots.removeIf(kind -> !kind.holds() || kind == RootKind.UNCERTAIN_STACK);
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

    /// Notes for each address in which region a word with its value is, files first.
    private void findVariables(Long2ObjectOpenHashMap<String> unheld) {
        if (unheld.isEmpty()) {
            return;
        }
        for (Region region : regions) {
            if (!region.writable()) {
                continue;
            }
            long end = region.bytes().byteSize() - Long.BYTES;
            for (long at = 0; at <= end; at += Long.BYTES) {
                long word = region.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, at);
                String seen = unheld.get(word);
                if (seen != null && !seen.startsWith("/")) {
                    String place = region.path().isEmpty() ? "anonymous memory" : region.path();
                    unheld.put(word, place + " at " + Long.toHexString(region.start() + at));
                }
            }
        }
    }
}
