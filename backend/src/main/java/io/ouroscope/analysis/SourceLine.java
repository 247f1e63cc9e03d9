package io.ouroscope.analysis;

/// A line of source as it stood in its file when the process was captured.
///
/// @param text without the blanks around it; a very long line is cut and ends in `…`
/// @param newer whether the file was changed after the process began: the line may not be the one that runs
public record SourceLine(String text, boolean newer) {}
