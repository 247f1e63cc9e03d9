package io.ouroscope.analysis.tasks;

/// What tasks of one group have in common.
public enum Grouping {
    /// The line of the program at which they are suspended.
    PLACE,
    /// The function that their coroutine was made by.
    COROUTINE,
    /// The kind of thing they await: a function of asyncio, a gather, a task of some coroutine.
    AWAITS,
    /// The very object they await.
    OBJECT
}
