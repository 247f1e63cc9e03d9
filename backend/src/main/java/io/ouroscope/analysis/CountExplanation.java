package io.ouroscope.analysis;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.raw.ObjectHeader;
import io.ouroscope.python.runtime.RootKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Which references an object's count is made of: those of other objects, of roots, words of C structs that add up,
/// and what nobody explains.
///
/// The sums are those of [ReferenceAccounting]; here they are put together for one object, so that they are the count:
/// `fromObjects + fromRoots + fromWords + unexplained = count`. Roots that do not count (the dict of interned strings,
/// borrowed frame slots) are told too.
///
/// @param count references the object counts, -1 for immortal ones
/// @param fixed whether C code set the count so that the object is never freed; then it explains nothing
/// @param fromObjects described references of other objects that count
/// @param fromRoots counted references of interpreters and threads
/// @param fromWords words that nobody described and whose sums say that they count
/// @param unexplained held by C code, or not found; below 0 if more was found than counted
/// @param otherWords words that are the object's address and were not booked as references
/// @param notCounted references that are not part of the count: weak ones, and those of remains
/// @param roots how many references of each kind of root, counted or not
/// @param places the first of them by name
public record CountExplanation(
        long count,
        boolean fixed,
        long fromObjects,
        long fromRoots,
        long fromWords,
        long unexplained,
        long otherWords,
        long notCounted,
        Map<RootKind, RootCount> roots,
        List<Place> places) {
    private static final int MOST_PLACES = 100;

    /// @param all references of a kind of root
    /// @param counted those that are part of the count
    public record RootCount(int all, int counted) {}

    /// Where a root holds the object.
    public record Place(RootKind kind, String label, boolean counted) {}

    public static CountExplanation of(int node, Analysis analysis) {
        Census census = analysis.process().census();
        Heap heap = analysis.process().heap();
        ReferenceAccounting accounting = analysis.accounting();
        long object = census.address(node);
        long count = heap.referenceCount(object);
        boolean fixed = heap.structs().header.isStaticCount(object);
        Map<RootKind, RootCount> roots = analysis.roots().countsOf(node);
        long fromRoots = roots.values().stream().mapToLong(RootCount::counted).sum();
        long fromObjects = accounting.found(node);
        long unexplained = accounting.unexplained(node);
        long fromWords = count == ObjectHeader.IMMORTAL ? 0 : count - fromObjects - fromRoots - unexplained;
        long conservative = accounting.conservative(node);
        long inGraph = analysis.references().inCount(node);
        return new CountExplanation(
                count,
                fixed,
                fromObjects,
                fromRoots,
                fromWords,
                count == ObjectHeader.IMMORTAL ? 0 : unexplained,
                Math.max(0, conservative - fromWords),
                Math.max(0, inGraph - fromObjects - conservative),
                roots,
                roots.isEmpty() ? List.of() : places(object, analysis));
    }

    private static List<Place> places(long object, Analysis analysis) {
        var places = new ArrayList<Place>();
        analysis.roots().each((kind, target, counted, label) -> {
            if (target == object && places.size() < MOST_PLACES) {
                places.add(new Place(kind, label.get(), counted));
            }
        });
        return places;
    }
}
