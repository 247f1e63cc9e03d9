package io.ouroscope.api;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// Keeps pages of other sites from talking to us through the user's browser, so that none of them can read a
/// snapshot or make us capture a process.
///
/// The `Host` must name this machine (a site that rebinds its own name to 127.0.0.1 still sends its own name). A
/// request to the API must not come from a page of another origin, as told by `Origin` and `Sec-Fetch-Site`, which
/// pages cannot forge. Programs that send neither header (curl) are let in: they run on this machine already.
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD);

    private final List<Authority> allowed = new ArrayList<>();

    /// @param allowedHosts further names under which users reach us, `name` (any port) or `name:port`
    Guard(List<String> allowedHosts) {
        for (String host : allowedHosts) {
            allowed.add(Authority.parse(host)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "An allowed host must be a name or name:port, not '" + host + "'")));
        }
    }

    void check(Context ctx) {
        Authority host = checkHost(ctx);
        if (!READING.contains(ctx.method())
                || ctx.path().equals("/api")
                || ctx.path().startsWith("/api/")) {
            checkOrigin(ctx, host);
        }
    }

    private Authority checkHost(Context ctx) {
        List<String> sent = Collections.list(ctx.req().getHeaders("Host"));
        String text = sent.size() == 1 ? sent.getFirst() : "";
        Authority host = Authority.parse(text).filter(this::isAllowed).orElse(null);
        // An absolute request target (GET http://other/ …) overrides Host, so it has to agree.
        if (host == null || !isSameHost(host, ctx.req().getServerName())) {
            throw ApiException.of(
                    403,
                    "host-not-allowed",
                    "Ouroscope does not answer under the host name '" + text + "'",
                    "If you reach it through a tunnel, a proxy or a container on purpose, start it with --allowed-host NAME");
        }
        return host;
    }

    private static void checkOrigin(Context ctx, Authority host) {
        String origin = ctx.header("Origin");
        if (origin != null && !host.serves(origin)) {
            throw foreign("from a page of " + origin);
        }
        String site = ctx.header("Sec-Fetch-Site");
        boolean typedByTheUser = "none".equals(site) && READING.contains(ctx.method());
        if (site != null && !site.equals("same-origin") && !typedByTheUser) {
            throw foreign("from another site (" + site + ")");
        }
    }

    private boolean isAllowed(Authority host) {
        return LOOPBACK.contains(host.host())
                || allowed.stream()
                        .anyMatch(each ->
                                each.host().equals(host.host()) && (each.port() < 0 || each.port() == host.port()));
    }

    private static boolean isSameHost(Authority host, String serverName) {
        String bracketed =
                serverName.contains(":") && !serverName.startsWith("[") ? "[" + serverName + "]" : serverName;
        return bracketed.equalsIgnoreCase(host.host());
    }

    private static ApiException foreign(String whence) {
        return ApiException.of(
                403, "foreign-origin", "This request came " + whence + "; only Ouroscope's own pages may");
    }
}
