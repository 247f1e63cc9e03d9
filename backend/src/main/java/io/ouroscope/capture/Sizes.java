package io.ouroscope.capture;

import java.util.Locale;

/// Byte counts for messages.
final class Sizes {
    private Sizes() {}

    /// Like `2.1 GB`, in powers of ten as disks and `ls --si` count.
    static String text(long bytes) {
        String[] units = {"bytes", "kB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
