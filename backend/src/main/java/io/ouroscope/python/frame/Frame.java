package io.ouroscope.python.frame;

import java.util.List;

/// A Python frame.
///
/// @param code address of the code object
/// @param function plain name
/// @param qualname qualified name, the plain one before 3.11
/// @param file as compiled
/// @param line of the current instruction
/// @param locals in slot order, cells opened
public record Frame(long code, String function, String qualname, String file, int line, List<Local> locals) {

    /// A local variable; `value` is 0 while it is unbound.
    public record Local(String name, long value, boolean cell) {}
}
