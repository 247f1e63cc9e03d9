package io.ouroscope.analysis.query;

/// Letters without their case, as `String.equalsIgnoreCase` has it: one character for one.
final class Fold {
    private static final int MEDIUM = 1 << 16;

    private static final char[] FOLDED = new char[MEDIUM];

    static {
        for (int point = 0; point < MEDIUM; point++) {
            FOLDED[point] = (char) computed(point);
        }
    }

    private Fold() {}

    static int of(int point) {
        return point >= 0 && point < MEDIUM ? FOLDED[point] : computed(point);
    }

    static byte ofAscii(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }

    private static int computed(int point) {
        return Character.toLowerCase(Character.toUpperCase(point));
    }
}
