package io.ouroscope.analysis.threads;

import java.util.List;

/// A semaphore that processes share, and which others had it mapped at the stop: only they can give it back.
///
/// @param file as the mappings of processes name it
/// @param others processes that may give it back: `python3 123`
/// @param waiting processes of which every thread waits for it
/// @param unseen how many other processes could not be looked at
public record SharedSemaphore(String file, List<String> others, List<String> waiting, int unseen) {}
