package io.ouroscope.python.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of the target besides its memory; all of it optional, none of it trusted alone.
///
/// @param pythonVersion as found at capture, like `3.11.2`
/// @param mappedFiles paths of mapped files
/// @param stacks of the threads that were stopped
public record Hints(@Nullable String pythonVersion, List<String> mappedFiles, List<Stack> stacks) {
    public static final Hints NONE = new Hints(null, List.of());

    /// A thread's stack pointer and its thread pointer, which is where the C library keeps the thread's own data.
    public record Stack(long pointer, long thread) {}

    public Hints(@Nullable String pythonVersion, List<String> mappedFiles) {
        this(pythonVersion, mappedFiles, List.of());
    }
}
