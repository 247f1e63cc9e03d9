package io.ouroscope.python.runtime;

/// A thread as its interpreter knows it.
///
/// @param address of the thread state
/// @param interpreter address of its interpreter's state
/// @param id counts up in the interpreter, from 1
/// @param threadId `threading.get_ident()` of it: the address of its thread control block with glibc
/// @param nativeId the kernel's id, 0 where the version does not keep it (3.8 to 3.10) or the thread has not begun
/// @param status whether it may run Python code
/// @param holdsGil whether it holds its interpreter's lock; false where there is none
/// @param wantsGil whether it says that it waits for the lock; false where the version does not keep it
/// @param frame address of the innermost frame's struct, 0 if it runs no Python code
/// @param stackChunk address of the current piece of its data stack, 0 if it has none (3.11+)
public record ThreadState(
        long address,
        long interpreter,
        long id,
        long threadId,
        long nativeId,
        Status status,
        boolean holdsGil,
        boolean wantsGil,
        long frame,
        long stackChunk) {

    /// Whether a thread may touch objects.
    public enum Status {
        /// It may: it holds the lock, or runs in a free-threaded build.
        ATTACHED,
        /// It may not: it is in a blocking call, waits for the lock, or has not begun.
        DETACHED,
        /// It was stopped by another one, for a collection or the like.
        SUSPENDED,
        /// It stops at its next try, because the interpreter ends.
        SHUTTING_DOWN,
        UNKNOWN
    }
}
