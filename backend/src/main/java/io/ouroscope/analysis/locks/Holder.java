package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.ThreadInfo;
import org.jspecify.annotations.Nullable;

/// Who is inside a `with` block of an object.
///
/// @param task address of the task whose stack has the block, 0 if it is on no task's stack
/// @param thread whose stack has the block, null for one on the stack of a suspended task or of a generator that nobody
///     is found to run; a thread that runs a task has both
/// @param generator the coroutine, generator or async generator whose frame has the block, 0 for a plain function's
/// @param function qualified name
/// @param file as compiled
/// @param line where that frame stands, 0 if unknown
/// @param sure whether the block itself is on that stack; not where it is in a suspended generator that the stack only
///     refers to
public record Holder(
        long task, @Nullable ThreadInfo thread, long generator, String function, String file, int line, boolean sure) {

    /// Whether a task or thread is known to be inside; else only a suspended generator or coroutine is, which nobody
    /// runs.
    public boolean isKnown() {
        return task != 0 || thread != null;
    }
}
