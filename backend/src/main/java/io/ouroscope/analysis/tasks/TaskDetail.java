package io.ouroscope.analysis.tasks;

import java.util.List;

/// Everything about one task or future.
///
/// @param coroutine address of a task's coroutine, 0 if there is none
/// @param stack its frames and, past what it awaits, those of the task that the way leads to
/// @param waitsFor what it waits for, unfinished first; the first of many
/// @param waitedForBy who waits for it; the first of many
/// @param result address of the result, 0 while there is none
/// @param exception address of the exception, 0 if there is none
public record TaskDetail(
        TaskRow row,
        long coroutine,
        List<StackPart> stack,
        List<TaskRow> waitsFor,
        List<TaskRow> waitedForBy,
        long result,
        long exception) {}
