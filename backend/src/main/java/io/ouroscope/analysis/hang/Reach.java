package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.ReferenceGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.BitSet;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/// Which objects can be reached by code that still runs: a walk over all strong references that can be continued.
///
/// It stops at barriers: what a task holds that waits is not in use as long as it waits.
final class Reach {
    private static final int CHECK = 1 << 16;

    private final ReferenceGraph references;
    private final BitSet visited;
    private final BitSet barriers;
    private final IntPredicate passes;
    private final IntConsumer met;
    private final Progress progress;
    private final IntArrayList next = new IntArrayList();

    /// @param barriers objects that are met and not entered
    /// @param passes which objects are entered at all
    /// @param met gets every barrier that is reached, perhaps again
    Reach(ReferenceGraph references, BitSet barriers, IntPredicate passes, IntConsumer met, Progress progress) {
        this.references = references;
        this.barriers = barriers;
        this.passes = passes;
        this.met = met;
        this.progress = progress;
        visited = new BitSet(references.nodeCount());
    }

    boolean isReached(int object) {
        return visited.get(object);
    }

    /// Reaches the object and, with the next [#walk], all behind it.
    void add(int object) {
        if (object >= 0 && !visited.get(object)) {
            visited.set(object);
            if (barriers.get(object)) {
                met.accept(object);
            } else if (passes.test(object)) {
                next.push(object);
            }
        }
    }

    /// Takes a barrier away and goes in.
    void enter(int object) {
        if (object >= 0) {
            barriers.clear(object);
            visited.set(object);
            next.push(object);
        }
    }

    boolean isDone() {
        return next.isEmpty();
    }

    void walk() {
        long steps = 0;
        while (!next.isEmpty()) {
            int object = next.popInt();
            int count = references.outCount(object);
            for (int i = 0; i < count; i++) {
                int target = references.target(object, i);
                if (!visited.get(target) && references.edgeClass(object, i) != EdgeClass.WEAK) {
                    add(target);
                }
                if (++steps % CHECK == 0) {
                    progress.check();
                }
            }
        }
    }
}
