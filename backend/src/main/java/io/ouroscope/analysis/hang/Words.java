package io.ouroscope.analysis.hang;

import java.util.List;
import java.util.Locale;

/// Small words of sentences.
final class Words {
    private Words() {}

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `1 task`, `3 tasks`.
    static String count(long count, String noun) {
        String plural = noun.endsWith("y") && !noun.endsWith("ey")
                ? noun.substring(0, noun.length() - 1) + "ies"
                : noun.endsWith("s") ? noun + "es" : noun + "s";
        return number(count) + " " + (count == 1 ? noun : plural);
    }

    /// `a`, `a and b`, `a, b and c`.
    static String list(List<String> words) {
        if (words.size() < 2) {
            return String.join("", words);
        }
        return String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }

    /// `waits` after one, `wait` after several.
    static String verb(long count, String plural) {
        return count == 1 ? plural + "s" : plural;
    }

    /// `a lock`, `an event`.
    static String a(String noun) {
        return ("aeioAEIO".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }
}
