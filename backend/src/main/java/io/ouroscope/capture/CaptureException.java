package io.ouroscope.capture;

import org.jspecify.annotations.Nullable;

/// A capture that did not come about. The process runs on as before and no file is left.
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    /// What stood in the way.
    public enum Kind {
        NO_SUCH_PROCESS,
        /// It ended while it was being captured.
        VANISHED,
        NOT_PYTHON,
        NOT_PERMITTED,
        DISK_FULL,
        PAUSE_TOO_LONG,
        CANCELLED,
        ALREADY_EXISTS,
        /// A process of another architecture, or one that we must not stop.
        UNSUPPORTED,
        IO
    }

    private final Kind kind;
    private final @Nullable String hint;

    public CaptureException(Kind kind, String message, @Nullable String hint) {
        super(message);
        this.kind = kind;
        this.hint = hint;
    }

    public Kind kind() {
        return kind;
    }

    /// What to do about it, a command where there is one; null if nothing can be done.
    public @Nullable String hint() {
        return hint;
    }
}
