package io.ouroscope.analysis.threads;

/// A thread as the kernel and its registers at the stop tell it.
///
/// @param id kernel thread id
/// @param pointer address of its thread control block (FS base), 0 if unknown
/// @param name kernel name, empty if unknown
/// @param state one letter as in /proc, from before the stop; empty if unknown
/// @param waitChannel kernel function it slept in before the stop, empty if unknown
/// @param call the system call it was in, [SystemCall#NONE] if in none or unknown
/// @param problem why the capture passed it over, empty if it did not
public record NativeThread(
        int id, long pointer, String name, String state, String waitChannel, SystemCall call, String problem) {}
