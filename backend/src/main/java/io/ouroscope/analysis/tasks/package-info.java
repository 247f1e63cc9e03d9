/// Who waits for whom: asyncio's tasks and futures as a graph, its cycles, and the questions people ask of it.
///
/// Start with [io.ouroscope.analysis.tasks.TaskGraph]. One class reads the process; all
/// else works on columns of numbers and reads memory only for the names of what is shown.
@NullMarked
package io.ouroscope.analysis.tasks;

import org.jspecify.annotations.NullMarked;
