package io.ouroscope.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request that cannot be answered, and how to say so. Not for bugs: those are any other exception.
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String type;
    private final transient @Nullable String hint;
    private final transient Map<String, Object> more;

    /// @param type the last part of the problem's type, like `not-found`
    /// @param more further members of the problem object
    ApiException(int status, String type, String detail, @Nullable String hint, Map<String, Object> more) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.hint = hint;
        this.more = more;
    }

    static ApiException of(int status, String type, String detail) {
        return new ApiException(status, type, detail, null, Map.of());
    }

    static ApiException of(int status, String type, String detail, String hint) {
        return new ApiException(status, type, detail, hint, Map.of());
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    @Nullable
    String hint() {
        return hint;
    }

    Map<String, Object> more() {
        return more;
    }
}
