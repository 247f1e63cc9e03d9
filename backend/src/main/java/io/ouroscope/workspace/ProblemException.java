package io.ouroscope.workspace;

import org.jspecify.annotations.Nullable;

/// Something the user asked for cannot be done, and it is not a bug.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    public ProblemException(Problem.Kind kind, String title, String detail, @Nullable String hint) {
        this(new Problem(kind, title, detail, hint));
    }

    public ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
