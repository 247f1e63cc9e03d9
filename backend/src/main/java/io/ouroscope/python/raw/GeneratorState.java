package io.ouroscope.python.raw;

/// Where a generator or coroutine is.
public enum GeneratorState {
    /// Not started.
    CREATED,
    /// Suspended at a plain `yield`.
    YIELDED,
    /// Suspended in `await` or `yield from`.
    AWAITING,
    /// Running now.
    EXECUTING,
    /// Returned, raised or closed.
    FINISHED
}
