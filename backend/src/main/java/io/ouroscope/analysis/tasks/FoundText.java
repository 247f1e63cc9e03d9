package io.ouroscope.analysis.tasks;

import java.util.Locale;

/// Where a text stands that a task was found by.
///
/// @param place the frame of a local variable; else unknown
/// @param variable name of the local variable, else empty
/// @param before what stands before the text there, shortened
/// @param hit the text as it is written there
/// @param after what stands behind it, shortened
public record FoundText(Where where, Place place, String variable, String before, String hit, String after) {
    private static final int MOST_BEFORE = 24;
    private static final int MOST_AFTER = 80;

    /// What has the text.
    public enum Where {
        NAME,
        COROUTINE,
        PLACE,
        AWAITED,
        LOCAL
    }

    /// @param text in lower case
    static FoundText of(Where where, Place place, String variable, String whole, String text) {
        int at = indexOf(whole, text);
        int end = at < 0 ? 0 : at + text.length();
        int start = Math.max(0, at);
        int from = edge(whole, Math.max(0, start - MOST_BEFORE));
        int to = edge(whole, Math.min(whole.length(), end + MOST_AFTER));
        return new FoundText(
                where,
                place,
                variable,
                (from > 0 ? "…" : "") + whole.substring(from, start),
                whole.substring(start, end),
                whole.substring(end, to) + (to < whole.length() ? "…" : ""));
    }

    /// As `name = value`, for one line of text.
    public String line() {
        String found = before + hit + after;
        return where == Where.LOCAL ? variable + " = " + found : where.name().toLowerCase(Locale.ROOT) + " " + found;
    }

    /// In the text itself: the lower case of a letter may be longer than the letter.
    private static int indexOf(String whole, String text) {
        for (int at = 0; at <= whole.length() - text.length(); at++) {
            if (whole.regionMatches(true, at, text, 0, text.length())) {
                return at;
            }
        }
        return -1;
    }

    /// No half of a pair of surrogates.
    private static int edge(String whole, int at) {
        return at > 0 && at < whole.length() && Character.isLowSurrogate(whole.charAt(at)) ? at - 1 : at;
    }
}
