package io.ouroscope.analysis.waits;

/// A thread that sleeps in its event loop although the loop has callbacks that are ready: they were scheduled without
/// waking it.
///
/// @param thread node of the thread
/// @param loop address of the loop
/// @param callbacks how many are ready
/// @param descriptors how many the loop watches, each of which would wake it when something comes
public record LostWakeup(int thread, long loop, int callbacks, int descriptors) {}
