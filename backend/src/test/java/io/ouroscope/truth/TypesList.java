package io.ouroscope.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `docs/types.md` says by hand: types with generic handling, references that the collector is not told of, and
/// references that we do not follow.
///
/// @param generic types as C names them
/// @param decoded types that some layout table has a decoder for
/// @param owned `type.label` of references that `gc.get_referents` leaves out
/// @param notFollowed types that refer to more than we report
record TypesList(Set<String> generic, Set<String> decoded, Set<String> owned, Set<String> notFollowed) {
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /// As the project's document says, wherever the test runs.
    static TypesList ofTheDocument() {
        Path here = Path.of("docs", "types.md");
        try {
            return read(Files.exists(here) ? here : Path.of("..").resolve(here));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TypesList read(Path file) throws IOException {
        String document = Files.readString(file);
        var generic = new HashSet<String>();
        section(document, "## Types of the standard library with generic handling")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> generic.addAll(names(line.substring(0, line.indexOf(" | ")))));
        Set<String> decoded = document.substring(document.indexOf("<!-- decoders"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .collect(Collectors.toSet());
        var owned = new HashSet<String>();
        section(document, "## Owned, but not told by gc.get_referents")
                .lines()
                .filter(line -> line.startsWith("* `"))
                .forEach(line -> {
                    int colon = line.indexOf("`:");
                    String type = line.substring(3, colon);
                    names(line.substring(colon + 2)).forEach(label -> owned.add(type + "." + label));
                });
        Set<String> notFollowed = section(document, "## Not followed")
                .lines()
                .filter(line -> line.startsWith("* `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .collect(Collectors.toSet());
        return new TypesList(generic, decoded, owned, notFollowed);
    }

    private static String section(String document, String title) {
        int from = document.indexOf(title);
        int to = document.indexOf("\n## ", from + 1);
        if (from < 0 || to < 0) {
            throw new AssertionError("no section " + title);
        }
        return document.substring(from, to);
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map((MatchResult each) -> each.group(1))
                .collect(Collectors.toSet());
    }
}
