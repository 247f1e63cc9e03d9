package io.ouroscope.snapshot;

import org.jspecify.annotations.Nullable;

/// A mapping the process had, `[start, end)`, whether or not its bytes are in the file.
///
/// @param permissions as in /proc/PID/maps (`rw-p`), null if the core does not say
/// @param offset where it begins in the mapped file
/// @param path the mapped file or the kernel's name (`[heap]`), empty for anonymous memory
public record Mapping(long start, long end, @Nullable String permissions, long offset, String path) {

    /// Whether `path` names a file.
    public boolean isFile() {
        return path.startsWith("/");
    }

    boolean isReadable() {
        return permissions == null || permissions.startsWith("r");
    }
}
