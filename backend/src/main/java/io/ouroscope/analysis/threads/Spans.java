package io.ouroscope.analysis.threads;

import java.util.Locale;

/// Spans of time for people: `250 ms`, `1.5 s`, `27 h 46 min`.
public final class Spans {
    private static final double SECOND = 1e9;

    private Spans() {}

    public static String text(long nanos) {
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%,d µs", nanos / 1000);
        }
        if (nanos < SECOND) {
            return nanos / 1_000_000 + " ms";
        }
        if (nanos < 60 * SECOND) {
            return String.format(Locale.ROOT, "%.1f s", nanos / SECOND);
        }
        long seconds = Math.round(nanos / SECOND);
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String two(long large, String unit, long small, String smaller) {
        return String.format(Locale.ROOT, "%,d %s", large, unit) + (small == 0 ? "" : " " + small + " " + smaller);
    }
}
