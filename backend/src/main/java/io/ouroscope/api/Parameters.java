package io.ouroscope.api;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads what requests say in their path and query, and refuses what makes no sense.
final class Parameters {
    /// How an address is written.
    static final String ADDRESS = "0x[0-9a-fA-F]{1,16}";

    private Parameters() {}

    /// The only place that reads the query.
    private static @Nullable String query(Context ctx, String name) {
        Endpoint endpoint = Endpoint.of(ctx);
        if (endpoint != null) {
            endpoint.reads(name);
        }
        return ctx.queryParam(name);
    }

    static long number(Context ctx, String name, long otherwise) {
        String text = query(ctx, name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw ApiException.of(400, "bad-parameter", name + " must be a whole number but was '" + text + "'");
        }
    }

    static String text(Context ctx, String name) {
        String text = query(ctx, name);
        return text == null ? "" : text;
    }

    /// True if it says so, false if it is not there.
    static boolean flag(Context ctx, String name) {
        return switch (text(ctx, name)) {
            case "true" -> true;
            case "", "false" -> false;
            default ->
                throw ApiException.of(
                        400, "bad-parameter", name + " must be true or false but was '" + text(ctx, name) + "'");
        };
    }

    /// One of the constants of an enum, given in lower case.
    static <E extends Enum<E>> E choice(Context ctx, String name, E otherwise) {
        String text = query(ctx, name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        E[] choices = otherwise.getDeclaringClass().getEnumConstants();
        return Arrays.stream(choices)
                .filter(each -> lower(each).equals(text))
                .findFirst()
                .orElseThrow(() -> ApiException.of(
                        400,
                        "bad-parameter",
                        name + " must be one of "
                                + Arrays.stream(choices).map(Parameters::lower).collect(Collectors.joining(", "))
                                + " but was '" + text + "'"));
    }

    /// The address in the path, `0x…`.
    static long pathAddress(Context ctx) {
        return address(ctx.pathParam("address"));
    }

    static long address(String text) {
        if (!text.matches(ADDRESS)) {
            throw ApiException.of(400, "bad-address", "An address looks like 0x7f12ab34cd50, not '" + text + "'");
        }
        return Long.parseUnsignedLong(text.substring(2), 16);
    }

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
