package io.ouroscope.capture;

import java.nio.file.Path;

/// What to capture, and what it may cost.
///
/// @param pid the process
/// @param file snapshot to write; must not exist, its directory must
/// @param maxPauseMillis how long the process may stand still; it is let go with an error after that
/// @param maxMemoryBytes how much RAM the copy may take; what does not fit is written to disk during the pause
/// @param sources which of the program's source files are put into the snapshot
public record CaptureRequest(int pid, Path file, long maxPauseMillis, long maxMemoryBytes, Sources sources) {
    /// Source files to take along: all that are found, all but the standard library, none.
    public enum Sources {
        ALL,
        OWN,
        NONE
    }

    /// Long enough for about 40 GB through RAM; a service that stands still for longer is taken for dead by others.
    public static final long DEFAULT_MAX_PAUSE_MILLIS = 10_000;

    /// No limit but what is free.
    public static final long DEFAULT_MAX_MEMORY_BYTES = Long.MAX_VALUE;

    public CaptureRequest(int pid, Path file) {
        this(pid, file, DEFAULT_MAX_PAUSE_MILLIS, DEFAULT_MAX_MEMORY_BYTES);
    }

    public CaptureRequest(int pid, Path file, long maxPauseMillis, long maxMemoryBytes) {
        this(pid, file, maxPauseMillis, maxMemoryBytes, Sources.ALL);
    }
}
