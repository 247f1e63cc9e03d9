package io.ouroscope.capture;

import java.util.List;
import java.util.stream.Collectors;

/// Command lines that can be pasted into a POSIX shell.
public final class ShellWords {
    private ShellWords() {}

    /// `word` as one word, quoted where it has to be.
    public static String quote(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /// Words joined so that a shell would read them back.
    public static String join(List<String> words) {
        return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
    }
}
