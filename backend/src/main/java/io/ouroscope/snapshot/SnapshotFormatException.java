package io.ouroscope.snapshot;

import java.io.IOException;

/// A file cannot be used as a snapshot. The message names the file, the place in it and the rule it breaks; where the
/// user can do something about it, it ends with what.
public final class SnapshotFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public SnapshotFormatException(String message) {
        super(message);
    }
}
