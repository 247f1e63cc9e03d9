package io.ouroscope.analysis.query;

/// A part of a query cannot be understood; the message says which and why, for whoever wrote it.
public final class QueryException extends Exception {
    private static final long serialVersionUID = 1L;

    QueryException(String message) {
        super(message, null, false, false);
    }
}
