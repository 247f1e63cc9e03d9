package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.Problems;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// How a command's failure is told: one message, one line of what to do, an exit code; no stack trace unless asked.
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Session session;

    Failures(Session session) {
        this.session = session;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        session.terminal().clear();
        if (failure instanceof ClosedPipeException) {
            return ExitCode.PIPE_CLOSED;
        }
        if (failure instanceof CancelledException
                || failure instanceof CaptureException capture && capture.kind() == CaptureException.Kind.CANCELLED) {
            session.terminal().say("ouroscope: cancelled");
            return ExitCode.CANCELLED;
        }
        if (Main.isDebug(command)) {
            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            session.terminal().say(trace.toString().stripTrailing());
        }
        return tell(failure);
    }

    /// What the Java runtime ran into: memory that is used up, a mapped file that was cut short.
    int handleError(VirtualMachineError failure) {
        session.terminal().clear();
        return tell(failure);
    }

    private int tell(Throwable failure) {
        Problem problem = Problems.explain(failure);
        if (problem == null) {
            session.terminal().say("ouroscope: this is a bug: " + failure);
            session.terminal().say("Run it again with --debug for the place, and please report it.");
            return ExitCode.ERROR;
        }
        session.terminal().say("ouroscope: " + problem.detail());
        if (problem.hint() != null) {
            session.terminal().say("  " + problem.hint());
        }
        return switch (problem.kind()) {
            case NOT_PYTHON, NOT_SNAPSHOT -> ExitCode.NOT_PYTHON;
            case NO_RIGHT -> ExitCode.NO_RIGHT;
            case NOT_FOUND, OTHER -> ExitCode.ERROR;
        };
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        session.terminal().say("ouroscope: " + wrong.getMessage());
        var suggestions = new StringWriter();
        UnmatchedArgumentException.printSuggestions(wrong, new PrintWriter(suggestions, true));
        if (!suggestions.toString().isBlank()) {
            session.terminal().say("  " + suggestions.toString().strip());
        }
        session.terminal()
                .say("  Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }
}
