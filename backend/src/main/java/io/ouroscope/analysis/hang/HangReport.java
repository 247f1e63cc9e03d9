package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.waits.ThingKind;
import java.util.List;

/// Why a process stands where it stands.
///
/// @param verdicts the most certain and worst first; never empty
/// @param verdictCount how many there are; more than listed where there are too many to tell
/// @param groups who waits, by where and for what, most first
public record HangReport(List<Verdict> verdicts, int verdictCount, List<WaitGroup> groups) {

    public Verdict first() {
        return verdicts.getFirst();
    }

    /// Tasks or threads that wait at one place for the same kind of thing.
    ///
    /// @param waitsFor for people: `asyncio.Lock held by 'importer'`, `timer`
    /// @param forEver whether nothing known will wake them
    /// @param sample address of one of them: of a task, or of a thread's state
    public record WaitGroup(
            ThingKind kind, String function, Place place, String waitsFor, boolean forEver, int count, long sample) {}
}
