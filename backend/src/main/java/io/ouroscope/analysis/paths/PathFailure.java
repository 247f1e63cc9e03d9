package io.ouroscope.analysis.paths;

import java.util.List;

/// Ends the evaluation of a path; becomes [Evaluation.Failed].
final class PathFailure extends RuntimeException {
    private final transient List<String> suggestions;
    private final int from;
    private final int to;

    PathFailure(int from, int to, String message, List<String> suggestions) {
        super(message, null, false, false);
        this.from = from;
        this.to = to;
        this.suggestions = suggestions;
    }

    PathFailure(int from, int to, String message) {
        this(from, to, message, List.of());
    }

    Evaluation.Failed asResult() {
        return new Evaluation.Failed(from, to, String.valueOf(getMessage()), suggestions);
    }
}
