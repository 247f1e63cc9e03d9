package io.ouroscope.analysis.tasks;

import org.jspecify.annotations.Nullable;

/// One task or future as a line of a list or tree.
///
/// @param name a task's name, else what it is: `gather of 3`, `Future`
/// @param coroutine qualified name of a task's coroutine, empty for futures
/// @param place the innermost suspended frame; unknown for futures and for tasks that have not begun
/// @param waits how the row above waits for this one; null in flat lists
/// @param childCount of unfinished nodes it waits for
/// @param waiterCount of unfinished nodes that wait for it
/// @param cycle number of the cycle it is part of, -1 if none
/// @param stuck whether it can never go on: part of a cycle or behind one
/// @param repeats whether the same row already stands above it in the tree; `childCount` is 0 then
/// @param unsure whether it may be the remains of a freed object
public record TaskRow(
        long address,
        NodeKind kind,
        String name,
        String coroutine,
        Place place,
        NodeState state,
        @Nullable Wait waits,
        int childCount,
        int waiterCount,
        int cycle,
        boolean stuck,
        boolean repeats,
        boolean unsure) {

    /// How one row waits for another.
    ///
    /// @param text for people: `await gather · generate.py:21`
    /// @param place where the waiting task stands in its own code; unknown when no task does the waiting
    public record Wait(WaitKind kind, String text, Place place) {}

    TaskRow reachedBy(Wait wait) {
        return new TaskRow(
                address,
                kind,
                name,
                coroutine,
                place,
                state,
                wait,
                childCount,
                waiterCount,
                cycle,
                stuck,
                repeats,
                unsure);
    }

    TaskRow repeated() {
        return new TaskRow(
                address, kind, name, coroutine, place, state, waits, 0, waiterCount, cycle, stuck, true, unsure);
    }
}
