package io.ouroscope.analysis.threads;

import io.ouroscope.python.raw.GeneratorState;
import it.unimi.dsi.fastutil.longs.LongList;

/// Coroutines, generators or async generators that stand at the same place in the same state.
///
/// @param kind `coroutine`, `generator` or `async_generator`
/// @param line 0 if it is unknown
/// @param objects addresses of all of them, in address order
public record SuspendedGroup(
        String kind, GeneratorState state, String qualname, String file, int line, LongList objects) {}
