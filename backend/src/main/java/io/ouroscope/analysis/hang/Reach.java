package io.ouroscope.analysis.hang;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/// Which objects can be reached by code that still runs: a walk over references that can be continued.
///
/// It stops at barriers: what a task holds that waits is not in use as long as it waits.
final class Reach {
    /// Weak references too: who has one can use the object as long as it is there.
    static final Set<EdgeClass> ALL = EnumSet.allOf(EdgeClass.class);

    private static final int CHECK = 1 << 16;

    private final Holdings holdings;
    private final BitSet visited;
    private final BitSet barriers;
    private final Set<EdgeClass> followed;
    private final IntPredicate passes;
    private final IntConsumer met;
    private final Progress progress;
    private final IntArrayList next = new IntArrayList();

    /// @param barriers objects that are met and not entered
    /// @param followed which references lead on
    /// @param passes which objects are entered at all
    /// @param met gets every barrier that is reached, perhaps again
    Reach(
            Holdings holdings,
            BitSet barriers,
            Set<EdgeClass> followed,
            IntPredicate passes,
            IntConsumer met,
            Progress progress) {
        this.holdings = holdings;
        this.barriers = barriers;
        this.followed = followed;
        this.passes = passes;
        this.met = met;
        this.progress = progress;
        visited = new BitSet(holdings.objectCount());
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
            int count = holdings.outCount(object);
            for (int i = 0; i < count; i++) {
                int target = holdings.target(object, i);
                if (!visited.get(target) && followed.contains(holdings.edgeClass(object, i))) {
                    add(target);
                }
                if (++steps % CHECK == 0) {
                    progress.check();
                }
            }
        }
    }
}
