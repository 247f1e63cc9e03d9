package io.ouroscope.python.layout;

/// A struct or field was asked for that this CPython build does not have: a mistake in our code, not in the snapshot.
public final class MissingLayoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingLayoutException(String message) {
        super(message);
    }
}
