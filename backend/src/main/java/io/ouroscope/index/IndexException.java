package io.ouroscope.index;

/// An index cannot be kept where it should be: no room, no right, a broken disk. The analysis can go on elsewhere.
public final class IndexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IndexException(String message, Throwable cause) {
        super(message, cause);
    }

    IndexException(String message) {
        super(message);
    }
}
