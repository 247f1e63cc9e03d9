package io.ouroscope.workspace;

import org.jspecify.annotations.Nullable;

/// A snapshot as Home lists it: the file, and what we do with it now.
///
/// @param problem why it cannot be used; set when the state is broken
/// @param jobId of the analysis that runs
/// @param demo whether it came with Ouroscope
public record SnapshotEntry(
        StoredSnapshot stored,
        State state,
        @Nullable String problem,
        @Nullable String jobId,
        boolean demo) {

    /// How far a snapshot is.
    public enum State {
        /// Its id is being computed; without one it cannot be opened.
        HASHING,
        /// Known, not analysed.
        NEW,
        ANALYSING,
        /// Analysed and open: screens answer at once.
        READY,
        BROKEN
    }
}
