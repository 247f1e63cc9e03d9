package io.ouroscope.workspace;

import org.jspecify.annotations.Nullable;

/// Something the user asked for cannot be done, and it is not a bug.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    public ProblemException(String title, String detail, @Nullable String hint) {
        super(detail);
        problem = new Problem(title, detail, hint);
    }

    public Problem problem() {
        return problem;
    }
}
