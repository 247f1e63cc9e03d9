package io.ouroscope.python.layout;

import java.util.Optional;
import java.util.regex.Pattern;

/// A CPython version and build flavour.
///
/// @param freeThreaded built without the global interpreter lock (`3.13t`)
public record PythonVersion(int major, int minor, int micro, boolean freeThreaded)
        implements Comparable<PythonVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?[^t\\s]*(t?)");

    /// Reads `3.12`, `3.12.1`, `3.13.5t`, `3.14.0rc2+`.
    public static Optional<PythonVersion> parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.lookingAt()) {
            return Optional.empty();
        }
        int micro = match.group(3) == null ? 0 : Integer.parseInt(match.group(3));
        return Optional.of(new PythonVersion(
                Integer.parseInt(match.group(1)),
                Integer.parseInt(match.group(2)),
                micro,
                !match.group(4).isEmpty()));
    }

    /// From PY_VERSION_HEX: one byte each of major, minor, micro, then release level and serial.
    public static PythonVersion ofHex(long hex, boolean freeThreaded) {
        return new PythonVersion(
                (int) (hex >>> 24 & 0xff), (int) (hex >>> 16 & 0xff), (int) (hex >>> 8 & 0xff), freeThreaded);
    }

    public boolean sameMinor(PythonVersion other) {
        return major == other.major && minor == other.minor && freeThreaded == other.freeThreaded;
    }

    @Override
    public int compareTo(PythonVersion other) {
        int order = Integer.compare(major, other.major);
        if (order == 0) {
            order = Integer.compare(minor, other.minor);
        }
        if (order == 0) {
            order = Integer.compare(micro, other.micro);
        }
        return order == 0 ? Boolean.compare(freeThreaded, other.freeThreaded) : order;
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + micro + (freeThreaded ? "t" : "");
    }
}
