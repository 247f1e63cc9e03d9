package io.ouroscope.analysis;

/// Whether an object is alive.
public enum ObjectState {
    /// Reachable from something that is not itself waiting for the collector.
    LIVE,
    /// Only held by other garbage: the collector would free it.
    GARBAGE,
    /// Its block is free; remains of a former object.
    FREED,
    /// It looks like an object, but nothing refers to it and no allocator vouches for it.
    UNSURE
}
