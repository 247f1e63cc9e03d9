package io.ouroscope.analysis.tasks;

/// The fields of one future or task, wherever its class keeps them. Addresses are 0 for what is absent or `None`.
///
/// @param loop the event loop it belongs to
/// @param waiter the future that a task waits for
/// @param callback0 a first callback kept beside the list
/// @param callbacks list of (callback, context)
/// @param context the variables that a task runs with
/// @param mustCancel whether a cancellation is on its way into the task
record FutureFields(
        NodeState state,
        long loop,
        long waiter,
        long coroutine,
        long callback0,
        long callbacks,
        long result,
        long exception,
        long context,
        boolean mustCancel) {

    /// Whether this can be a future that is in use: each has a loop from its making on, and an unfinished task a
    /// coroutine. Without them it is the remains of one, or bytes that look like one.
    boolean isInUse(NodeKind kind) {
        return loop != 0 && (kind != NodeKind.TASK || state.finished() || coroutine != 0);
    }
}
