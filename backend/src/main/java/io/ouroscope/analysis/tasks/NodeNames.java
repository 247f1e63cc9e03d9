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
            if (isDigit(a, i) && isDigit(b, j)) {
                int startA = skipZeros(a, i);
                int startB = skipZeros(b, j);
                i = endOfDigits(a, startA);
                j = endOfDigits(b, startB);
                int order = compareDigits(a, startA, i, b, startB, j);
                if (order != 0) {
                    return order;
                }
            } else {
                int order = Character.compare(a.charAt(i++), b.charAt(j++));
                if (order != 0) {
                    return order;
                }
            }
        }
        return Integer.compare(a.length() - i, b.length() - j);
    }

    /// More digits make the larger number.
    private static int compareDigits(String a, int startA, int endA, String b, int startB, int endB) {
        if (endA - startA != endB - startB) {
            return Integer.compare(endA - startA, endB - startB);
        }
        for (int i = 0; i < endA - startA; i++) {
            int order = Character.compare(a.charAt(startA + i), b.charAt(startB + i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static int skipZeros(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (isDigit(text, end)) {
            end++;
        }
        return end;
    }
}
