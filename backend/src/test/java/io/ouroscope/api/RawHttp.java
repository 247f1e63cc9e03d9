package io.ouroscope.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An HTTP client that sends exactly what it is told, hostile headers and request targets too, and asks nothing of
/// the answer.
final class RawHttp {
    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    record Answer(int status, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /// A GET as a program on this machine sends it.
    Answer get(String target) throws IOException {
        return send("GET", target, List.of("Host: localhost:" + port), "");
    }

    Answer get(String target, String... headers) throws IOException {
        var all = new ArrayList<>(List.of("Host: localhost:" + port));
        all.addAll(List.of(headers));
        return send("GET", target, all, "");
    }

    /// A request with JSON as a page of ours sends it.
    Answer own(String method, String target, String json) throws IOException {
        return send(
                method,
                target,
                List.of(
                        "Host: localhost:" + port,
                        "Origin: http://localhost:" + port,
                        "Sec-Fetch-Site: same-origin",
                        "Content-Type: application/json"),
                json);
    }

    Answer send(String method, String target, List<String> headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(header -> request.append(header).append("\r\n"));
        request.append("Content-Length: ").append(bytes.length).append("\r\nConnection: close\r\n\r\n");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return parse(socket.getInputStream().readAllBytes());
        }
    }

    private static Answer parse(byte[] bytes) {
        // One character for each byte, so that lengths are right; the body is decoded at the end.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n", -1);
        var headers = new LinkedHashMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        String body = body(headers, text.substring(end + 4));
        return new Answer(
                Integer.parseInt(lines[0].split(" ", 3)[1]),
                headers,
                new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private static String body(Map<String, String> headers, String raw) {
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return raw;
        }
        var body = new StringBuilder();
        int at = 0;
        while (at < raw.length()) {
            int lineEnd = raw.indexOf("\r\n", at);
            int length = Integer.parseInt(raw.substring(at, lineEnd), 16);
            if (length == 0) {
                break;
            }
            body.append(raw, lineEnd + 2, lineEnd + 2 + length);
            at = lineEnd + 2 + length + 2;
        }
        return body.toString();
    }
}
