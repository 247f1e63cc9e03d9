package io.ouroscope.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The table of docs/api.md: which paths of the API each screen shows.
final class Twins {
    private static final Path DOCUMENT = Path.of("..", "docs", "api.md");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|.*\\|(.*)\\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String EVERYWHERE = "every";

    private Twins() {}

    /// Paths by screen, with those that every screen asks for.
    static Map<String, List<String>> read() throws IOException {
        var rows = new HashMap<String, List<String>>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                var paths = new ArrayList<String>();
                CODE.matcher(row.group(2)).results().forEach(code -> paths.add(full(code.group(1))));
                rows.put(row.group(1), paths);
            }
        }
        List<String> everywhere = rows.getOrDefault(EVERYWHERE, List.of());
        rows.forEach((_, paths) -> paths.addAll(everywhere));
        return rows;
    }

    /// `…/types` is short for a path within a snapshot.
    private static String full(String path) {
        return path.startsWith("…") ? "/api/s/{id}" + path.substring(1) : path;
    }
}
