package io.ouroscope.analysis.threads;

import io.ouroscope.python.runtime.ThreadState;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A thread, known to the interpreter, to the kernel, or to both.
///
/// @param interpreterId of the interpreter it belongs to, -1 for a thread that no interpreter knows
/// @param nativeId kernel thread id, 0 if unknown
/// @param name Python's name of it, else the kernel's, empty if unknown
/// @param object address of its `threading.Thread`, 0 if there is none
/// @param activity what it does
/// @param waiting what it waits for, null if it does not wait or nothing tells
/// @param state the interpreter's account of it, null for a thread that it does not know
/// @param kernel the kernel's account, null if the snapshot has none
public record ThreadInfo(
        long interpreterId,
        long nativeId,
        String name,
        long object,
        Activity activity,
        @Nullable Waiting waiting,
        @Nullable ThreadState state,
        @Nullable NativeThread kernel) {

    /// What a thread waits for.
    ///
    /// @param call the system call with its arguments
    /// @param words what that does, in words
    /// @param file the file descriptor, -1 if none or several
    /// @param lock address of the lock object, 0 if it is none or unknown
    /// @param lockOwner `threading.get_ident()` of the thread that holds the lock, 0 where that is not
    ///     recorded
    public record Waiting(String call, List<CallWord> words, int file, long lock, long lockOwner) {
        /// The words as one sentence.
        public String sentence() {
            return words.stream().map(CallWord::text).collect(Collectors.joining());
        }
    }

    /// The address that names it: of its thread state, 0 for a thread without one.
    public long address() {
        return state == null ? 0 : state.address();
    }
}
