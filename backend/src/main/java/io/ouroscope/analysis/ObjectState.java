package io.ouroscope.analysis;

/// Whether an object is alive.
public enum ObjectState {
    /// Reachable from something that is not itself waiting for the collector.
    LIVE,
    /// Only held by other garbage: the collector would free it.
    GARBAGE,
    /// Remains of a former object: its block is free, or its type keeps it to use it again.
    FREED,
    /// It looks like an object, but neither allocator nor collector vouch for it and nothing refers to it; or it is
    /// one that nobody seems to hold, though the collector could not free it.
    UNSURE
}
