package io.ouroscope.snapshot;

import java.nio.file.Path;

/// A range `[start, end)` that was not in the core and was taken from the file the process had mapped there.
///
/// @param source the file on this machine
/// @param offset where the range begins in it
/// @param evidence why that file is held to be the same one
public record Refill(long start, long end, Path source, long offset, String evidence) {}
