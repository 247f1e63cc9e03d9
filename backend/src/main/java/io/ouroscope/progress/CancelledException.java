package io.ouroscope.progress;

/// The work was cancelled by whoever asked for it; not an error.
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CancelledException() {
        super("Cancelled", null, false, false);
    }
}
