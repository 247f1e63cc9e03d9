package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.ReferenceGraph;
import io.ouroscope.analysis.locks.GreenletWaits;
import io.ouroscope.analysis.locks.SignalHandlers;
import io.ouroscope.analysis.locks.StackExits;
import io.ouroscope.analysis.locks.ThreadWaits;
import io.ouroscope.analysis.locks.TrioWaits;
import io.ouroscope.analysis.primitives.AsyncioWaits;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.Referrers;
import io.ouroscope.analysis.waits.WaitSource;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import java.util.List;
import java.util.function.IntPredicate;

/// All that know a kind of waiting.
public final class WaitSources {
    private WaitSources() {}

    /// In this order: what those who know event loops say of a thread stands.
    ///
    /// @param facts what the snapshot says beside memory: open files, clocks
    public static List<WaitSource> of(Analysis analysis, Threads threads, StopFacts facts) {
        PythonProcess process = analysis.process();
        IntPredicate present = node -> analysis.state(node) != ObjectState.FREED;
        var exits = StackExits.of(process, analysis.tasks(), threads, present, Progress.NONE);
        return List.of(
                new AsyncioWaits(process, threads, exits, facts, present),
                new TrioWaits(process, threads, present),
                new ThreadWaits(process, threads, exits, facts, present),
                new GreenletWaits(process, referrers(analysis, present), present),
                new SignalHandlers(process));
    }

    /// Without the remains of freed objects: a slice that is kept for the next one still has its old words.
    private static Referrers referrers(Analysis analysis, IntPredicate present) {
        Census census = analysis.process().census();
        ReferenceGraph references = analysis.references();
        return (object, visitor) -> {
            int node = census.node(object);
            for (int i = node < 0 ? 0 : references.inCount(node); i > 0; i--) {
                int source = references.source(node, i - 1);
                if (present.test(source)) {
                    visitor.accept(census.address(source));
                }
            }
        };
    }
}
