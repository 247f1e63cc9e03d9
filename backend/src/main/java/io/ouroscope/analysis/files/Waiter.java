package io.ouroscope.analysis.files;

import io.ouroscope.analysis.threads.ThreadInfo;

/// A thread in a system call that works on a descriptor or waits for it among others.
///
/// @param call the system call by name
/// @param events that it waits for, as in `poll(2)`; 0 where the call itself says it
public record Waiter(ThreadInfo thread, String call, int events) {}
