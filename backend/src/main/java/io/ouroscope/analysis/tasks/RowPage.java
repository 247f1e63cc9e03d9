package io.ouroscope.analysis.tasks;

import java.util.List;

/// Some rows of a longer list.
///
/// @param total rows of the whole list
/// @param offset of the first of these in it
public record RowPage(int total, int offset, List<TaskRow> rows) {}
