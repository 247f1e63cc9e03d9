package io.ouroscope.capture;

import io.ouroscope.capture.CaptureException.Kind;
import io.ouroscope.capture.linux.MemoryLimits;
import io.ouroscope.capture.linux.Tracer;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.progress.Progress;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Captures a live process into a snapshot file, from outside and without harm to it.
///
/// The process stands still while its memory is copied and runs on afterwards as if nothing had happened, whatever
/// becomes of the capture; one thing it may notice: an `epoll_wait` that slept returns EINTR once, which CPython
/// retries (PEP 475). Can be called from any thread, for several processes at once.
public final class Capture {
    private Capture() {}

    /// Captures `request.pid()` into `request.file()`; takes as long as writing that much memory takes.
    ///
    /// @throws CaptureException if it did not come about; the file does not exist then
    public static CaptureResult capture(CaptureRequest request, Progress progress) throws CaptureException {
        return capture(request, progress, FileOwner.ofCaller(), MemoryLimits.ofMachine());
    }

    /// Why no process can be captured from here at all, null if some can: it takes Linux on x86-64.
    public static @Nullable String unavailable() {
        String system = System.getProperty("os.name");
        String machine = System.getProperty("os.arch");
        if (!system.equals("Linux") || !machine.equals("amd64")) {
            return "Live processes can be captured on Linux for x86-64 only; this is " + system + " on " + machine
                    + ".";
        }
        try {
            Tracer.warmUp();
            return null;
        } catch (LinkageError e) {
            return "The library JNA that calls the kernel cannot be loaded: " + e.getMessage();
        }
    }

    static CaptureResult capture(CaptureRequest request, Progress progress, FileOwner owner, MemoryLimits limits)
            throws CaptureException {
        String unavailable = unavailable();
        if (unavailable != null) {
            throw new CaptureException(
                    Kind.UNSUPPORTED,
                    unavailable,
                    "Capture where the process runs, and look at the file here. JNA unpacks itself into a directory from"
                            + " which programs may run: -Djna.tmpdir=DIR names another one.");
        }
        Path file = request.file().toAbsolutePath();
        Path directory = file.getParent();
        try {
            progress.stage("Looking at process " + request.pid(), 0);
            TargetProcess target = TargetProcess.examine(request.pid(), file);
            if (directory == null || Files.isDirectory(file)) {
                throw new CaptureException(
                        Kind.ALREADY_EXISTS,
                        file + " is a directory.",
                        "Name a file in it: -o " + file.resolve("NAME.core"));
            }
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw new CaptureException(Kind.IO, directory + " is not a directory.", "Name another file with -o.");
            }
            if (!Files.isDirectory(directory)) {
                throw new CaptureException(
                        Kind.IO,
                        "The directory " + directory + " does not exist.",
                        "mkdir -p " + ShellWords.quote(directory.toString()));
            }
            PartFile.sweep(directory);
            progress.check();
            try (PartFile part = PartFile.create(file, owner)) {
                MemoryBudget budget = new MemoryBudget(limits, request.maxMemoryBytes());
                return new CaptureRun(request, target, part, budget, progress).run();
            }
        } catch (CancelledException | ClosedByInterruptException e) {
            throw cancelled();
        } catch (FileAlreadyExistsException e) {
            throw new CaptureException(
                    Kind.ALREADY_EXISTS, file + " exists already.", "Name another file, or remove that one first.");
        } catch (IOException e) {
            throw explain(e, request.pid(), file);
        }
    }

    static CaptureException cancelled() {
        return new CaptureException(Kind.CANCELLED, "The capture was cancelled; the process runs on.", null);
    }

    /// Tells a full disk and a process that is no more from other troubles, by what the C library says and by looking.
    static CaptureException explain(IOException e, int pid, Path file) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota") || isFull(file)) {
            return new CaptureException(
                    Kind.DISK_FULL,
                    "The disk of " + file + " is full: " + message + ". What was written is removed.",
                    "Free some space, or name a file on another disk with -o.");
        }
        if (TargetProcess.isGone(pid)) {
            return vanished(pid);
        }
        if (e instanceof AccessDeniedException) {
            return new CaptureException(
                    Kind.IO,
                    "Writing " + file + " is not permitted.",
                    "Name a file in a directory that you may write to with -o.");
        }
        return new CaptureException(
                Kind.IO, "Writing " + file + " failed: " + message, "Name a file in another place with -o.");
    }

    static CaptureException vanished(int pid) {
        return new CaptureException(Kind.VANISHED, "Process " + pid + " ended during the capture.", null);
    }

    private static boolean isFull(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null) {
                return false;
            }
            FileStore disk = Files.getFileStore(directory);
            // file systems of the kernel's own, such as /proc, have no size at all
            return disk.getTotalSpace() > 0 && disk.getUsableSpace() < 4096;
        } catch (IOException e) {
            return false;
        }
    }
}
