package io.ouroscope.capture;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A live process that runs Python.
///
/// @param parentPid its parent, whatever that runs
/// @param listedAncestor the nearest ancestor that is listed too, null if there is none
/// @param name what people call it: the script's base name, the module of `-m`, or the program
/// @param user owner's name, or uid if it has none
/// @param pythonVersion like `3.11.2`, or `3.11` if only that is known
/// @param evidence how we know that it is Python and which
/// @param problem why it cannot be captured, null if it can as far as can be seen without trying
/// @param fix the command or step that helps
public record PythonProcess(
        int pid,
        int parentPid,
        @Nullable Integer listedAncestor,
        String name,
        List<String> commandLine,
        String user,
        long rssBytes,
        int threads,
        @Nullable String pythonVersion,
        String evidence,
        @Nullable Instant startedAt,
        @Nullable String problem,
        @Nullable String fix) {

    public boolean capturable() {
        return problem == null;
    }
}
