package io.ouroscope.python.allocator;

/// What an allocator says of the block that would begin at an address.
public enum Verdict {
    /// A block begins there and is in use.
    ALLOCATED,
    /// It lies in a block that is free.
    FREE,
    /// It lies in memory that an allocator of Python's manages, but no block begins there.
    NO_BLOCK,
    /// No allocator that we can read manages this memory.
    UNKNOWN
}
