package io.ouroscope.python.runtime;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongSet;

/// Looks through all writable memory, which only who knows the snapshot's regions can do at speed.
@FunctionalInterface
public interface WordSearch {

    /// Addresses of aligned words whose value is in `wanted`, in address order.
    LongArrayList values(String stage, LongSet wanted);
}
