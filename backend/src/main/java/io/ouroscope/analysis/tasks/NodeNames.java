package io.ouroscope.analysis.tasks;

import java.util.Comparator;

/// Reads the name of a node when it is shown; nobody keeps 100,000 of them.
@FunctionalInterface
interface NodeNames {
    String name(int node);

    /// `Task-8` before `Task-11`.
    static Comparator<String> natural() {
        return NodeNames::compareNaturally;
    }

    private static int compareNaturally(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = endOfDigits(a, i);
            int endB = endOfDigits(b, j);
            int order = endA > i && endB > j
                    ? compareNumbers(a.substring(i, endA), b.substring(j, endB))
                    : Character.compare(a.charAt(i), b.charAt(j));
            if (order != 0) {
                return order;
            }
            i = Math.max(endA, i + 1);
            j = Math.max(endB, j + 1);
        }
        return Integer.compare(a.length() - i, b.length() - j);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static int compareNumbers(String a, String b) {
        String shortA = a.replaceFirst("^0+", "");
        String shortB = b.replaceFirst("^0+", "");
        return shortA.length() != shortB.length()
                ? Integer.compare(shortA.length(), shortB.length())
                : shortA.compareTo(shortB);
    }
}
