package io.ouroscope.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The frontend's files, from the class path: `/assets/…`, the libraries under `/webjars/…` without version in the
/// URL, and the page itself for every other path, since its URLs are the state of the application.
///
/// Files are few and small; each is kept in memory with its hash as ETag after the first request.
final class FrontendFiles {
    private static final String ROOT = "/frontend";
    private static final String WEBJARS = "/META-INF/resources/webjars/";
    private static final Pattern SAFE_PATH = Pattern.compile("(/[A-Za-z0-9_@-][A-Za-z0-9_.@-]*)+");
    private static final Pattern WEBJAR_URL = Pattern.compile("/webjars/([A-Za-z0-9_.-]+)(/.+)");
    private static final Pattern INLINE_SCRIPT =
            Pattern.compile("<script(?![^>]*\\ssrc=)[^>]*>(.*?)</script>", Pattern.DOTALL);
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final Map<String, Optional<StaticFile>> files = new ConcurrentHashMap<>();

    private record StaticFile(byte[] bytes, String type, String etag) {}

    /// Serves the file of `/assets/…` or `/webjars/…`, or answers 404.
    void serveFile(Context ctx) {
        send(
                ctx,
                find(ctx.path())
                        .orElseThrow(() -> ApiException.of(404, "not-found", "There is no file " + ctx.path())));
    }

    /// Serves the page; what it shows is decided by its URL, in the browser.
    void servePage(Context ctx) {
        send(ctx, page());
    }

    /// The CSP sources for the inline scripts of the page (its import map).
    List<String> scriptHashes() {
        var hashes = new ArrayList<String>();
        Matcher scripts = INLINE_SCRIPT.matcher(new String(page().bytes(), StandardCharsets.UTF_8));
        while (scripts.find()) {
            byte[] hash = sha256(scripts.group(1).getBytes(StandardCharsets.UTF_8));
            hashes.add("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        }
        return hashes;
    }

    private StaticFile page() {
        return find("/index.html")
                .orElseThrow(() -> new IllegalStateException(
                        "The frontend is not on the class path: no " + ROOT + "/index.html. Run a complete build."));
    }

    private static void send(Context ctx, StaticFile file) {
        ctx.header("Cache-Control", "no-cache").header("ETag", file.etag());
        if (file.etag().equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
        } else {
            ctx.contentType(file.type()).result(file.bytes());
        }
    }

    private Optional<StaticFile> find(String path) {
        if (!SAFE_PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        Optional<StaticFile> known = files.get(path);
        if (known == null) {
            known = load(path);
            if (known.isPresent()) {
                files.put(path, known);
            }
        }
        return known;
    }

    private static Optional<StaticFile> load(String path) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        Matcher webjar = WEBJAR_URL.matcher(path);
        Optional<String> resource = webjar.matches()
                ? version(webjar.group(1)).map(version -> WEBJARS + webjar.group(1) + "/" + version + webjar.group(2))
                : Optional.of(ROOT + path);
        return resource.flatMap(FrontendFiles::read)
                .map(bytes ->
                        new StaticFile(bytes, type, "\"" + HexFormat.of().formatHex(sha256(bytes), 0, 16) + "\""));
    }

    /// The version of a webjar, which its URLs leave out.
    private static Optional<String> version(String webjar) {
        return read("/META-INF/maven/org.webjars.npm/" + webjar + "/pom.properties")
                .map(bytes -> {
                    var properties = new Properties();
                    try {
                        properties.load(new java.io.StringReader(new String(bytes, StandardCharsets.ISO_8859_1)));
                    } catch (IOException impossible) {
                        throw new UncheckedIOException(impossible);
                    }
                    return properties.getProperty("version", "");
                });
    }

    private static Optional<byte[]> read(String resource) {
        try (InputStream stream = FrontendFiles.class.getResourceAsStream(resource)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
