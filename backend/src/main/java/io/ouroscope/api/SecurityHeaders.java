package io.ouroscope.api;

import io.javalin.http.Context;

/// The headers that bound what a page of ours may do, on every response.
///
/// Text from a process's memory reaches the page as data and is never HTML; these are the second wall: no inline
/// script but the import map (by its hash), nothing from another host, no framing, no guessing of content types.
final class SecurityHeaders {
    private final String contentSecurityPolicy;

    /// @param scriptHashes `'sha256-…'` of the inline scripts of the page
    SecurityHeaders(Iterable<String> scriptHashes) {
        contentSecurityPolicy = String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self' " + String.join(" ", scriptHashes),
                "style-src 'self'",
                "img-src 'self' data: blob:",
                "connect-src 'self'",
                "font-src 'self'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'");
    }

    void set(Context ctx) {
        ctx.header("Content-Security-Policy", contentSecurityPolicy);
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Cross-Origin-Resource-Policy", "same-origin");
        ctx.header("Cross-Origin-Opener-Policy", "same-origin");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header("Cache-Control", "no-store");
    }
}
