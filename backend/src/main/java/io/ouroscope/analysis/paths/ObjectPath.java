package io.ouroscope.analysis.paths;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an object is reached from a root.
///
/// @param expression a Python path that names the object; begins with an address where the way before it has no
///     expression in Python
/// @param python whether the expression begins with a name, so that it means the same in the process itself
/// @param root what holds the first object, in words; null if nothing that is alive leads to the object
/// @param kind of root
/// @param steps from the first object to the object itself, in order
/// @param leftOut how many steps between the first and the second are not listed
public record ObjectPath(
        String expression, boolean python, @Nullable String root, Kind kind, List<Step> steps, int leftOut) {

    /// Where a way begins.
    public enum Kind {
        /// `sys.modules`.
        MODULES,
        /// The namespace of a type that is written in C.
        TYPE,
        /// A variable of a running function, or the function itself.
        FRAME,
        /// A field of a thread's state.
        THREAD,
        /// A field of an interpreter's state.
        INTERPRETER,
        /// C code that is not known to us; told by the reference count alone.
        NATIVE,
        /// Nothing that is alive.
        NONE
    }

    /// @param text how the object before refers to this one: `.client`, `['key']`, or words; empty for the first
    /// @param python whether the text is part of the expression
    /// @param object address
    public record Step(String text, boolean python, long object) {}
}
