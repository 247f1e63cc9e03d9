package io.ouroscope.python.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of the target besides its memory; all of it optional, none of it trusted alone.
///
/// @param pythonVersion as found at capture, like `3.11.2`
/// @param mappedFiles paths of mapped files
public record Hints(@Nullable String pythonVersion, List<String> mappedFiles) {
    public static final Hints NONE = new Hints(null, List.of());
}
