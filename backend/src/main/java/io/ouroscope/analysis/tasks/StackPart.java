package io.ouroscope.analysis.tasks;

import io.ouroscope.python.frame.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of an async stack: outermost frame first, going on through what is awaited.
public sealed interface StackPart {

    /// A suspended or executing frame.
    ///
    /// @param task the task that the frame belongs to
    /// @param coroutine the coroutine, generator or async generator whose frame it is
    /// @param place where it stands
    record FramePart(long task, long coroutine, Place place, List<Frame.Local> locals) implements StackPart {}

    /// The line between a task's frames and what they wait for.
    ///
    /// @param text `awaits gather of 3`
    /// @param target the future or task that is waited for
    /// @param into the task whose frames follow; null when none do
    record AwaitsPart(String text, long target, @Nullable TaskRow into) implements StackPart {}

    /// Frames in the middle of a very deep stack that are not listed.
    record OmittedPart(int frames) implements StackPart {}
}
