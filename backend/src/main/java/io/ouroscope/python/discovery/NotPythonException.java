package io.ouroscope.python.discovery;

/// No CPython that we can read is in this memory. The message says what was looked for, the hint what to do.
public final class NotPythonException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String hint;

    public NotPythonException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
