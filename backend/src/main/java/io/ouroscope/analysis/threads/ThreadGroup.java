package io.ouroscope.analysis.threads;

import java.util.List;

/// Threads that do the same at the same place: the same frames at the same lines, in the same system call.
///
/// @param title their names in short: `ThreadPoolExecutor-0_0 … _7`
/// @param threads in the order of the list of threads
public record ThreadGroup(String title, List<ThreadInfo> threads) {}
