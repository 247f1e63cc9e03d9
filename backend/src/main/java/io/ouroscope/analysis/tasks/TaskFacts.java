package io.ouroscope.analysis.tasks;

import java.util.List;

/// What belongs to a task or future besides its stack and who waits for whom. Addresses are 0 for what is absent.
///
/// @param loop the event loop
/// @param callbacks what is called when it is done
/// @param context the context it runs with
/// @param variables the variables of that context, at most [FactsReader#MOST_VARIABLES]
/// @param traceback where its exception came through, outermost first
/// @param cancelling whether a cancellation is on its way into it
/// @param begun whether its coroutine has run at all
public record TaskFacts(
        long loop,
        List<Long> callbacks,
        long context,
        List<Variable> variables,
        List<TracebackLine> traceback,
        boolean cancelling,
        boolean begun) {

    /// A context variable and its value.
    public record Variable(long variable, long value) {}

    /// A line of a traceback.
    ///
    /// @param frame address of the frame object
    public record TracebackLine(Place place, long frame) {}
}
