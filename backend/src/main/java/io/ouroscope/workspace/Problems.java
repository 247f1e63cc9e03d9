package io.ouroscope.workspace;

import io.ouroscope.capture.CaptureException;
import io.ouroscope.python.discovery.NotPythonException;
import io.ouroscope.snapshot.DiskFullException;
import io.ouroscope.snapshot.SnapshotFormatException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/// Which exceptions are no bugs, and how they are told to the user.
public final class Problems {
    private Problems() {}

    /// The problem an exception stands for, or null if it is a bug.
    public static @Nullable Problem explain(Throwable failure) {
        return switch (failure) {
            case ProblemException known -> known.problem();
            case NotPythonException other ->
                new Problem(Problem.Kind.NOT_PYTHON, "No Python was found", message(other), other.hint());
            case CaptureException capture ->
                new Problem(kind(capture.kind()), "The capture did not come about", message(capture), capture.hint());
            case SnapshotFormatException wrong ->
                new Problem(Problem.Kind.NOT_SNAPSHOT, "This file is no snapshot", message(wrong), null);
            case DiskFullException full ->
                new Problem(
                        Problem.Kind.OTHER,
                        "The disk is full",
                        message(full),
                        "Make room, or choose a larger disk with --store and XDG_CACHE_HOME.");
            case NoSuchFileException gone ->
                new Problem(Problem.Kind.NOT_FOUND, "No such file", "There is no file " + gone.getFile(), null);
            case FileNotFoundException gone -> new Problem(Problem.Kind.NOT_FOUND, "No such file", message(gone), null);
            case AccessDeniedException denied ->
                new Problem(
                        Problem.Kind.NO_RIGHT,
                        "No right to the file",
                        "You have no right to use the file " + denied.getFile(),
                        "ls -l " + denied.getFile());
            case FileSystemException system ->
                new Problem(Problem.Kind.OTHER, "A file cannot be used", message(system), null);
            case IOException broken ->
                new Problem(Problem.Kind.OTHER, "Reading or writing failed", message(broken), null);
            // What a mapped page that is no longer in its file ends in.
            case InternalError cut ->
                new Problem(
                        Problem.Kind.OTHER,
                        "The snapshot's file was changed",
                        "A part of the file was cut off or could not be read while it was in use",
                        "Copy the file again; files that are shown must not be written to");
            case OutOfMemoryError full ->
                new Problem(
                        Problem.Kind.OTHER,
                        "Not enough memory",
                        "The analysis needs more than the "
                                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB that Java may use",
                        "OUROSCOPE_JAVA_OPTS=-Xmx8g ouroscope …");
            default -> null;
        };
    }

    private static Problem.Kind kind(CaptureException.Kind kind) {
        return switch (kind) {
            case NO_SUCH_PROCESS, VANISHED -> Problem.Kind.NOT_FOUND;
            case NOT_PYTHON -> Problem.Kind.NOT_PYTHON;
            case NOT_PERMITTED -> Problem.Kind.NO_RIGHT;
            case DISK_FULL, PAUSE_TOO_LONG, CANCELLED, ALREADY_EXISTS, UNSUPPORTED, IO -> Problem.Kind.OTHER;
        };
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
