package io.ouroscope.capture;

import java.util.HashSet;
import java.util.Set;

/// Names that may be those of source files, as many as are looked for; of the rest only one and how often there was
/// one.
final class SourceNames {
    /// Programs that load more files than that are not known.
    static final int MAX_NAMES = 50_000;

    private final Set<String> names = new HashSet<>();
    private int beyond;
    private String firstBeyond = "";

    void add(String name) {
        if (names.size() < MAX_NAMES) {
            names.add(name);
        } else if (!names.contains(name)) {
            if (beyond == 0) {
                firstBeyond = name;
            }
            beyond = Math.addExact(beyond, 1);
        }
    }

    Set<String> names() {
        return names;
    }

    /// How often there was another one; the same may be counted several times.
    int beyond() {
        return beyond;
    }

    String firstBeyond() {
        return firstBeyond;
    }
}
