package io.ouroscope.analysis.hang;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is said of the other side of connections, and of several at once: `socket 127.0.0.1:80 → 10.0.0.7`.
final class PeerWords {
    private static final Pattern DESCRIPTOR = Pattern.compile("fd \\d+(, | → )");
    /// Behind an address; a star where several connections differ.
    private static final Pattern PORT = Pattern.compile("(?<=\\.\\d{1,3}|\\]):(\\d{1,5}|\\*)(?!\\w)");

    private static final String DIFFERS = ":*";

    private PeerWords() {}

    /// Without the number of the descriptor, in which the connections to one peer differ.
    static String withoutDescriptor(String words) {
        return DESCRIPTOR.matcher(words).replaceFirst("");
    }

    /// Equal for connections to one host.
    static String withoutPorts(String words) {
        return PORT.matcher(words).replaceAll("");
    }

    /// What is true of both, which are equal but for ports; those that differ are starred.
    static String common(String first, String second) {
        Matcher ports = PORT.matcher(second);
        return PORT.matcher(first)
                .replaceAll(port -> ports.find() && ports.group().equals(port.group()) ? port.group() : DIFFERS);
    }

    /// For people: a port that differs is not told.
    static String told(String words) {
        return words.replace(DIFFERS, "");
    }
}
