package io.ouroscope.analysis;

import io.ouroscope.analysis.Coverage.Part;
import java.util.Arrays;
import java.util.Collection;

/// How many bytes of some memory are in each part of [Coverage].
public final class CoverageBytes {
    private final long[] bytes;

    /// @param bytes by the ordinal of [Part]
    CoverageBytes(long[] bytes) {
        this.bytes = bytes;
    }

    public static CoverageBytes sum(Collection<CoverageBytes> all) {
        long[] sum = new long[Part.values().length];
        all.forEach(each -> Arrays.setAll(sum, part -> sum[part] + each.bytes[part]));
        return new CoverageBytes(sum);
    }

    public long bytes(Part part) {
        return bytes[part.ordinal()];
    }

    /// Of several parts together.
    public long bytes(Part first, Part... more) {
        long sum = bytes(first);
        for (Part part : more) {
            sum += bytes(part);
        }
        return sum;
    }

    public long totalBytes() {
        return Arrays.stream(bytes).sum();
    }
}
