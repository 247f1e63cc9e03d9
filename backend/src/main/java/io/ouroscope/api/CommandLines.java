package io.ouroscope.api;

import java.util.List;
import java.util.stream.Collectors;

/// Command lines as people write them.
final class CommandLines {
    private CommandLines() {}

    /// Words joined so that a shell would read them back; an argument is quoted where it has to be.
    static String text(List<String> words) {
        return words.stream().map(CommandLines::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
