package io.ouroscope.analysis.paths;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Which of many names somebody may have meant.
final class Nearest {
    private static final int LONGEST = 60;
    private static final int MOST = 3;

    private Nearest() {}

    /// The nearest names, at most three, none if none is near.
    static List<String> to(String wanted, Collection<String> names) {
        if (wanted.length() > LONGEST) {
            return List.of();
        }
        record Near(String name, int distance) {}
        int limit = Math.max(1, wanted.length() / 3);
        return names.stream()
                .filter(name -> name.length() <= LONGEST)
                .map(name -> new Near(name, distance(wanted, name)))
                .filter(near -> near.distance <= limit)
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(MOST)
                .map(Near::name)
                .toList();
    }

    /// Letters to insert, delete or change; the wrong case costs nothing, a name that goes on only one.
    private static int distance(String wanted, String name) {
        String a = wanted.toLowerCase(Locale.ROOT);
        String b = name.toLowerCase(Locale.ROOT);
        if (a.length() > 2 && b.startsWith(a)) {
            return 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
