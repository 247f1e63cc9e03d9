package io.ouroscope.workspace;

import io.ouroscope.capture.CaptureRequest;
import org.jspecify.annotations.Nullable;

/// A capture somebody asks for; where the file goes is the store's business.
///
/// @param label for the snapshot, null for none
public record CaptureOrder(int pid, @Nullable String label, long maxPauseMillis, long maxMemoryBytes) {

    public CaptureOrder(int pid) {
        this(pid, null, CaptureRequest.DEFAULT_MAX_PAUSE_MILLIS, CaptureRequest.DEFAULT_MAX_MEMORY_BYTES);
    }
}
