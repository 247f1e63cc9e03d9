package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ReferenceAccounting;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntPredicate;

/// What native code could still finish: it holds objects that nobody else explains, and they lead to others.
///
/// From such an object the way is followed to what it holds, but not through modules and classes, from which everything
/// can be reached: what is only reached through them is in doubt, not in use.
final class NativeReach {
    /// Not those to what everybody shares.
    private static final Set<EdgeClass> OWN =
            EnumSet.complementOf(EnumSet.of(EdgeClass.WEAK, EdgeClass.GLOBALS, EdgeClass.TYPE));

    /// Native code holds nothing.
    static final NativeReach NOTHING = new NativeReach(object -> false, object -> false);

    private final IntPredicate direct;
    private final IntPredicate anyhow;

    private NativeReach(IntPredicate direct, IntPredicate anyhow) {
        this.direct = direct;
        this.anyhow = anyhow;
    }

    /// @param barriers what waits for ever, and is met but not entered
    static NativeReach of(Analysis analysis, Holdings holdings, WaitGraph graph, BitSet barriers, Progress progress) {
        var calls = new BlockedCalls(analysis, graph);
        Census census = analysis.process().census();
        ReferenceAccounting accounting = analysis.accounting();
        var direct = new Reach(
                holdings,
                (BitSet) barriers.clone(),
                OWN,
                object -> !isEverybodys(census, object),
                object -> {},
                progress);
        var anyhow = new Reach(holdings, (BitSet) barriers.clone(), Reach.ALL, object -> true, object -> {}, progress);
        for (int object = 0; object < census.size(); object++) {
            if (accounting.unexplained(object) > 0 && !calls.explain(object, accounting.unexplained(object))) {
                direct.add(object);
                anyhow.add(object);
            }
        }
        direct.walk();
        anyhow.walk();
        return new NativeReach(direct::isReached, anyhow::isReached);
    }

    private static boolean isEverybodys(Census census, int object) {
        PyType type = census.type(object);
        return type.isSubtypeOf("module") || type.isSubtypeOf("type");
    }

    /// Whether native code holds something that leads to the object.
    boolean holds(int object) {
        return object >= 0 && direct.test(object);
    }

    /// Whether native code could come to the object through modules or classes.
    boolean mayKnow(int object) {
        return object >= 0 && anyhow.test(object);
    }
}
