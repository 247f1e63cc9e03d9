package io.ouroscope.snapshot;

import java.util.ArrayList;
import java.util.List;

/// What is wrong with a file that can still be used, in sentences. Keeps the first [#MOST] and counts the rest, so that
/// a hostile file cannot fill memory with complaints.
final class Problems {
    private static final int MOST = 50;

    private final List<String> sentences = new ArrayList<>();
    private long more;

    void add(String sentence) {
        if (sentences.size() < MOST) {
            sentences.add(sentence);
        } else {
            more++;
        }
    }

    List<String> sentences() {
        List<String> all = new ArrayList<>(sentences);
        if (more > 0) {
            all.add("… and " + more + " more problems of this kind");
        }
        return List.copyOf(all);
    }
}
