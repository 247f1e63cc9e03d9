package io.ouroscope.api;

import io.javalin.http.Context;
import java.util.List;
import java.util.function.Function;

/// Which part of a list a request asks for: `offset` and `limit`.
record Paging(long offset, int limit) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;

    static final Parameter OFFSET = Parameter.number("offset", 0, 0, "How many entries to leave out before the first");
    static final Parameter LIMIT =
            Parameter.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT, "How many entries to answer at most");

    static Paging of(Context ctx) {
        long limit = Parameters.number(ctx, "limit", DEFAULT_LIMIT);
        long offset = Parameters.number(ctx, "offset", 0);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.of(
                    400, "bad-parameter", "limit must be between 1 and " + MAX_LIMIT + " but was " + limit);
        }
        if (offset < 0) {
            throw ApiException.of(400, "bad-parameter", "offset must not be negative but was " + offset);
        }
        return new Paging(offset, (int) limit);
    }

    /// The end, not included, within a list of `total`.
    long end(long total) {
        return offset >= total ? total : Math.min(total, offset + limit);
    }

    /// This part of `all`, each entry mapped to what is sent.
    <S, T> Wire.Page<T> of(List<S> all, Function<? super S, ? extends T> map) {
        int from = (int) Math.min(offset, all.size());
        List<T> items =
                all.subList(from, (int) end(all.size())).stream().<T>map(map).toList();
        return new Wire.Page<>(all.size(), offset, limit, items);
    }
}
