package io.ouroscope.python.frame;

/// A frame of a thread's stack, without its variables.
///
/// @param frame address of the frame's struct
/// @param code address of the code object, 0 if it cannot be read
/// @param function plain name
/// @param qualname qualified name, the plain one before 3.11
/// @param file as compiled
/// @param line of the current instruction, 0 if it has none
/// @param problem why it cannot be read, empty for a sound frame
public record StackFrame(
        long frame, long code, String function, String qualname, String file, int line, String problem) {

    static StackFrame broken(long frame, String problem) {
        return new StackFrame(frame, 0, "?", "?", "?", 0, problem);
    }

    public boolean isBroken() {
        return !problem.isEmpty();
    }
}
