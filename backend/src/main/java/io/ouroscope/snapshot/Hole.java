package io.ouroscope.snapshot;

import java.util.Set;

/// A range `[start, end)` the process had in use and whose bytes the snapshot does not have.
///
/// Memory the process never touched (zeros) and reserved addresses without any right are no holes.
///
/// @param reason why it is missing, as a phrase
/// @param path the mapped file or the kernel's name, empty for anonymous memory
public record Hole(long start, long end, String reason, String path) {
    private static final Set<String> KERNEL_PAGES = Set.of("[vvar]", "[vvar_vclock]", "[vsyscall]");

    public long sizeBytes() {
        return end - start;
    }

    /// Whether these are pages that the kernel maps into every process.
    public boolean isKernels() {
        return KERNEL_PAGES.contains(path);
    }
}
