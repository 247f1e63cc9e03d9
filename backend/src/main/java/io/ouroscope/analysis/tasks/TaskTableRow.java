package io.ouroscope.analysis.tasks;

/// A task as a line of the table.
///
/// @param place the innermost suspended frame outside asyncio itself
/// @param awaits what it awaits, in words
/// @param awaited address of what it awaits, 0 if nothing
/// @param awaitedName of that, empty if nothing
/// @param behind how many tasks wait for it, directly or through others; those of its own cycle do not count; -1 if
///     counting was given up
/// @param depth how many waits lead to it from something that nobody waits for; -1 for the finished
public record TaskTableRow(
        TaskRow task, Place place, String awaits, long awaited, String awaitedName, int behind, int depth) {}
