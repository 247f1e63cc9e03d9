package io.ouroscope.analysis.tasks;

import java.util.List;

/// One cycle, ready to be told and drawn.
///
/// @param index its number; cycles are numbered from the one with most members
/// @param shortest whether no shorter way round the members exists; false where the search was cut off
/// @param memberCount all tasks and futures that wait for each other, however they do
/// @param memberTaskCount the tasks among them
/// @param nodes the tasks on the cycle in waiting order; futures only where no task is on it
/// @param edges from each of `nodes` to the next, and from the last to the first
/// @param behind the tasks that wait for the cycle without being part of it
/// @param certain whether nothing known can wake or cancel the members
/// @param sentence what is wrong, for people
public record Cycle(
        int index,
        boolean shortest,
        int memberCount,
        int memberTaskCount,
        List<TaskRow> nodes,
        List<Edge> edges,
        Behind behind,
        boolean certain,
        String sentence) {

    /// How one task on the cycle waits for the next.
    ///
    /// @param text `await gather · generate.py:21`
    /// @param place where the waiting task stands in its own code
    /// @param via the futures between the two, folded into the edge
    public record Edge(long from, long to, WaitKind kind, String text, Place place, List<TaskRow> via) {}

    /// @param total tasks
    /// @param byPlace the same tasks by where they wait, most first
    public record Behind(int total, List<Group> byPlace) {}

    /// Tasks that wait at one place.
    ///
    /// @param sample the address of one of them
    public record Group(Place place, String coroutine, int count, long sample) {}

    /// A cycle as a line of a list.
    ///
    /// @param length number of tasks on the shortest way round
    /// @param names of the first of them
    public record Summary(int index, int length, int memberCount, int behindTotal, List<String> names) {}
}
