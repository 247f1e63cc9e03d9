package io.ouroscope.progress;

import java.util.Locale;

/// Numbers of bytes as people read them, the same in messages, on the command line and (in `format.js`) in the browser.
///
/// Units are powers of 1,024, as `ps`, `top` and the kernel's own tables have it.
public final class ByteCount {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB"};
    private static final int STEP = 1024;

    private ByteCount() {}

    /// Like `1.5 GB`: two or three figures and a unit.
    public static String text(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double value = (double) bytes / STEP;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }
}
