package io.ouroscope.analysis.paths;

import io.ouroscope.python.runtime.Interpreter;

/// Where a path has come to: an object, or something that Python would have made on the way.
sealed interface Place {
    record Object(long address) implements Place {}

    /// What `sys._current_frames()` returns.
    record CurrentFrames() implements Place {}

    /// A frame by the address of its struct; since 3.11 it need not have a frame object.
    record FrameAt(long frame) implements Place {}

    /// The variables of a function's frame.
    record Locals(long frame) implements Place {}

    /// The attributes of an object that has no dict (yet).
    record AttributesOf(long object) implements Place {}

    /// `keys()`, `values()` or `items()` of a mapping.
    record View(long mapping, Side side) implements Place {}

    /// One of the pairs of `items()`.
    record Pair(long key, long value) implements Place {}

    /// What iterating over `items` gives.
    record ListOf(Place items) implements Place {}

    /// A method whose call has a known result.
    record Method(Place result) implements Place {}

    /// A module whose interpreter is known.
    record Module(Interpreter interpreter, long address) implements Place {}

    /// What a view shows.
    enum Side {
        KEYS,
        VALUES,
        ITEMS
    }
}
