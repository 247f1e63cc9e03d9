package io.ouroscope.python.frame;

import java.util.List;

/// The Python stack of a thread.
///
/// @param frames innermost first
/// @param total how many there are, also those not in the list
/// @param problem why it ends before the outermost frame, empty if it is whole
public record PythonStack(List<StackFrame> frames, int total, String problem) {
    public static final PythonStack EMPTY = new PythonStack(List.of(), 0, "");
}
