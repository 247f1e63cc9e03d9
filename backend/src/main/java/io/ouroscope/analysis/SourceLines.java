package io.ouroscope.analysis;

import org.jspecify.annotations.Nullable;

/// Tells lines of source files. Where they come from is for others to know.
@FunctionalInterface
public interface SourceLines {
    /// Knows none.
    SourceLines NONE = (file, line) -> null;

    /// A line, null where it is not known.
    ///
    /// @param file as code objects name it
    /// @param line from 1; 0 for none
    @Nullable
    SourceLine at(String file, int line);
}
