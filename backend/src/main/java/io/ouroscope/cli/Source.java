package io.ouroscope.cli;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.PrivateFiles;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.Directories;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a command looks at: a live process by its id, or a file.
///
/// A process is captured into a private file that is deleted as soon as it is mapped, and in any case when the program
/// ends.
final class Source {
    private final Session session;
    private final CaptureLimits limits;

    Source(Session session, CaptureLimits limits) {
        this.session = session;
        this.limits = limits;
    }

    /// Opens and analyses a source; the caller closes it.
    ///
    /// @param source a process id if it is a number (`./123` for a file of that name), else a file
    AnalysedSnapshot open(String source) throws IOException, CaptureException {
        Progress progress = session.progress();
        SnapshotStore store = SnapshotStore.of(null);
        AnalysedSnapshot opened;
        try {
            opened = source.matches("\\d{1,9}")
                    ? ofProcess(Integer.parseInt(source), store, progress)
                    : AnalysedSnapshot.of(store, Path.of(source), progress);
        } finally {
            session.terminal().clear();
        }
        opened.analysis().process().detection().doubt().ifPresent(session.terminal()::say);
        return opened;
    }

    private AnalysedSnapshot ofProcess(int pid, SnapshotStore store, Progress progress)
            throws IOException, CaptureException {
        Path file = temporaryDirectory()
                .resolve("process-" + pid + "-by-" + ProcessHandle.current().pid() + ".core");
        session.cancellation().onEnd(() -> delete(file));
        session.terminal().say("Capturing process " + pid + " into a temporary file, which is deleted afterwards.");
        try {
            Capture.capture(new CaptureRequest(pid, file, limits.maxPauseMillis, limits.maxMemoryBytes), progress);
        } catch (CaptureException refused) {
            throw withoutFile(refused, file);
        }
        try {
            return AnalysedSnapshot.ofTemporary(store, file, progress);
        } finally {
            delete(file);
        }
    }

    /// A hint that repeats the capture must not write to our temporary file: the store is where it belongs.
    private static CaptureException withoutFile(CaptureException refused, Path file) {
        String hint = refused.hint();
        return hint == null || !hint.endsWith(" -o " + file)
                ? refused
                : new CaptureException(
                        refused.kind(),
                        String.valueOf(refused.getMessage()),
                        hint.substring(
                                0,
                                hint.length()
                                        - " -o ".length()
                                        - file.toString().length()));
    }

    /// The cache directory, or, for a user without a home (`nobody`, services), a new one that only that user may
    /// enter.
    private static Path temporaryDirectory() throws IOException {
        Path directory = Directories.ofThisProcess().cache().resolve("captures");
        try {
            PrivateFiles.createDirectories(directory);
        } catch (FileSystemException noHome) {
            directory = Files.createTempDirectory("ouroscope-");
            directory.toFile().deleteOnExit();
        }
        return directory;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("The temporary file " + file + " cannot be deleted", failure);
        }
    }
}
