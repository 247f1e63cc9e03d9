package io.ouroscope.cli;

/// What the exit status of `ouroscope` means. Documented in `ouroscope --help`.
final class ExitCode {
    static final int OK = 0;
    /// Something went wrong; stderr says what.
    static final int ERROR = 1;
    /// The command line was not understood.
    static final int USAGE = 2;
    /// The process or the file is not of a Python that is understood.
    static final int NOT_PYTHON = 3;
    /// A right to look at the process is missing; stderr has the command that gives it.
    static final int NO_RIGHT = 4;
    /// Interrupted, as the shell has it: 128 + SIGINT.
    static final int CANCELLED = 130;
    /// Nobody reads stdout any more, as the shell has it: 128 + SIGPIPE.
    static final int PIPE_CLOSED = 141;

    private ExitCode() {}
}
