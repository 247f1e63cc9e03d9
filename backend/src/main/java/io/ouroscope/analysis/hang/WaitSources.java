package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.WaitSource;
import java.util.List;

/// All that know a kind of waiting.
public final class WaitSources {
    private WaitSources() {}

    /// @param facts what the snapshot says beside memory: open files, clocks
    public static List<WaitSource> of(Analysis analysis, Threads threads, StopFacts facts) {
        return List.of();
    }
}
