package io.ouroscope.snapshot;

/// A range `[start, end)` the process had in use and whose bytes the snapshot does not have.
///
/// Memory the process never touched (zeros) and reserved addresses without any right are no holes.
///
/// @param reason why it is missing, as a phrase
/// @param path the mapped file or the kernel's name, empty for anonymous memory
public record Hole(long start, long end, String reason, String path) {

    public long sizeBytes() {
        return end - start;
    }
}
