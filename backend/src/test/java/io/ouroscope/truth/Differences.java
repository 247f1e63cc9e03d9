package io.ouroscope.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Differences by class: how often, and the first few of each.
final class Differences {
    private static final int EXAMPLES = 3;

    /// One class of difference.
    record Kind(String name, long count, List<String> examples) {}

    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, List<String>> examples = new TreeMap<>();

    void add(String kind, String example) {
        counts.merge(kind, 1L, Long::sum);
        List<String> list = examples.computeIfAbsent(kind, key -> new ArrayList<>());
        if (list.size() < EXAMPLES) {
            list.add(example);
        }
    }

    /// By name.
    List<Kind> kinds() {
        return counts.entrySet().stream()
                .map(each -> new Kind(each.getKey(), each.getValue(), examples.getOrDefault(each.getKey(), List.of())))
                .toList();
    }
}
