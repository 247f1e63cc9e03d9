package io.ouroscope.workspace;

import org.jspecify.annotations.Nullable;

/// What went wrong with something the user asked for, in words for the user.
///
/// @param title one short sentence
/// @param detail what, where, why
/// @param hint what to do about it, often a command; null if there is nothing to suggest
public record Problem(
        Kind kind, String title, String detail, @Nullable String hint) {

    /// What programs tell apart: the exit code of the command line, the status of the API.
    public enum Kind {
        /// The file or process is there, but not of a Python that is understood.
        NOT_PYTHON,
        /// The file is no snapshot, is damaged, or is of a process on another machine.
        NOT_SNAPSHOT,
        /// A right is missing; the hint is the command that gives it.
        NO_RIGHT,
        /// There is no such process or file.
        NOT_FOUND,
        /// Anything else.
        OTHER
    }
}
