package io.ouroscope.snapshot;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How to open a snapshot.
///
/// @param refill whether pages missing from the core may be taken from the files the process had mapped
/// @param systemRoot where those files are looked for first (a copy of the container's file system), null for `/` only
public record OpenOptions(boolean refill, @Nullable Path systemRoot) {

    public static final OpenOptions DEFAULT = new OpenOptions(true, null);
    /// Only what is in the file itself.
    public static final OpenOptions NO_REFILL = new OpenOptions(false, null);
}
