package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Sureness;
import io.ouroscope.analysis.waits.ThingKind;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.List;

/// One answer to "why is it stuck", with its proof.
///
/// @param sentence what is wrong, for people
/// @param reasons why it is said, and what would end it; one sentence each
/// @param members who takes part, in waiting order where they form a circle
/// @param edges between members
/// @param circle whether the last member waits for the first
/// @param memberCount all that take part; more than `members` where only some are shown
/// @param behind who waits for the members without being one
/// @param unchecked what could not be looked at, one sentence each
/// @param nodes all that take part, as numbers of the wait graph
public record Verdict(
        VerdictKind kind,
        Certainty certainty,
        String sentence,
        List<String> reasons,
        List<Member> members,
        List<Link> edges,
        boolean circle,
        int memberCount,
        Behind behind,
        List<String> unchecked,
        IntList nodes) {

    /// @param address of the object; of a thread without one, 0
    /// @param thread address of the thread state, 0 for what is no thread
    /// @param nativeId kernel id of a thread, else 0
    /// @param name a task's or thread's name, what a thing is called
    /// @param function where it stands: qualified name of the function
    /// @param place where it waits in its own code, unknown for what runs no code
    /// @param detail what more is known: `held since …`, `socket fd 12 → 10.0.0.7:443`
    public record Member(
            ThingKind kind,
            long address,
            long thread,
            long nativeId,
            String name,
            String function,
            Place place,
            String detail) {}

    /// How one member waits for another.
    ///
    /// @param from index of a member
    /// @param to index of a member
    /// @param text `await gather · generate.py:21`
    /// @param place of the code that waits
    /// @param via what lies between and is not shown: addresses of futures
    public record Link(int from, int to, How how, String text, Place place, Sureness sureness, List<Long> via) {}

    /// @param total tasks and threads
    /// @param byPlace the same by where they wait, most first
    public record Behind(int total, List<Group> byPlace) {
        static final Behind NOBODY = new Behind(0, List.of());
    }

    /// Tasks or threads that wait at one place.
    ///
    /// @param sample address of one of them: of a task, or of a thread's state
    public record Group(ThingKind kind, String function, Place place, int count, long sample) {}
}
