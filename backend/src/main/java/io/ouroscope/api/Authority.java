package io.ouroscope.api;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The host and port of a `Host` header or of an origin.
///
/// @param host in lower case, an IPv6 address in brackets
/// @param port -1 if none is given
record Authority(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9_.-]{1,253})(?::(\\d{1,5}))?");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /// What `text` says, or empty if it has not exactly the form `host[:port]`.
    static Optional<Authority> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = matcher.group(2) == null ? -1 : Integer.parseInt(matcher.group(2));
        return Optional.of(new Authority(matcher.group(1).toLowerCase(Locale.ROOT), port));
    }

    /// The authority of an `Origin` header of http or https, with its port filled in.
    static Optional<Authority> ofOrigin(String origin) {
        if (origin.startsWith("https://")) {
            return parse(origin.substring("https://".length())).map(found -> found.withPort(HTTPS));
        }
        return origin.startsWith("http://")
                ? parse(origin.substring("http://".length())).map(found -> found.withPort(HTTP))
                : Optional.empty();
    }

    /// Whether a page of `origin` (scheme included) was served by this host.
    boolean serves(String origin) {
        int ownPort = origin.startsWith("https://") ? HTTPS : HTTP;
        return ofOrigin(origin).filter(withPort(ownPort)::equals).isPresent();
    }

    private Authority withPort(int otherwise) {
        return port >= 0 ? this : new Authority(host, otherwise);
    }

    @Override
    public String toString() {
        return port < 0 ? host : host + ":" + port;
    }
}
