package io.ouroscope.python.frame;

import java.util.List;

/// What a frame is computing with: arguments of calls in progress, iterators of loops, context managers' exits.
///
/// @param values from the bottom
/// @param certain whether the depth is saved; if not, the values are what stands in all the room that the code asks
///     for, of which those at the end may be left from before
public record ValueStack(List<Value> values, boolean certain) {
    public static final ValueStack NONE = new ValueStack(List.of(), true);

    /// @param index from the bottom, from 0
    /// @param object its address
    public record Value(int index, long object) {}
}
