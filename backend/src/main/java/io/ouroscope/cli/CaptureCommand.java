package io.ouroscope.cli;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.capture.CaptureRequest.Sources;
import io.ouroscope.capture.CaptureResult;
import io.ouroscope.capture.FileOwner;
import io.ouroscope.capture.Processes;
import io.ouroscope.capture.PythonProcess;
import io.ouroscope.progress.ByteCount;
import io.ouroscope.snapshot.note.SourceNote.LeftOut;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope capture PID`: prints the path of the snapshot it has made.
@Command(name = "capture", description = "Capture a live Python process into a snapshot file.")
final class CaptureCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "PID", description = "The process.")
    private int pid;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the snapshot (default: a new file in the store).")
    private @Nullable Path file;

    @Option(names = "--store", paramLabel = "DIR", description = "Where snapshots are kept.")
    private @Nullable Path store;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(
            names = "--sources",
            paramLabel = "WHICH",
            defaultValue = "all",
            description = "Source files to take along, so that their lines are shown: all, own (without the standard"
                    + " library), none. Default: ${DEFAULT-VALUE}.")
    private Sources sources = Sources.ALL;

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    CaptureCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        var request = new CaptureRequest(pid, target(), limits.maxPauseMillis, limits.maxMemoryBytes, sources);
        CaptureResult result = Capture.capture(request, session.progress());
        session.terminal().clear();
        if (json) {
            CliJson.print(session.out(), result(result));
            return ExitCode.OK;
        }
        session.out().line(result.file().toString());
        session.terminal()
                .say("Captured " + ByteCount.text(result.memoryBytes()) + ", "
                        + result.threads() + (result.threads() == 1 ? " thread" : " threads")
                        + "; the process stood still for "
                        + Durations.text(result.pauseMillis()) + ".");
        if (result.threadsNotStopped() > 0) {
            session.terminal()
                    .say(result.threadsNotStopped()
                            + " of the threads did not stop in time; their registers are missing.");
        }
        sources(result);
        return ExitCode.OK;
    }

    private void sources(CaptureResult result) {
        if (result.sourceFiles() > 0) {
            session.terminal()
                    .say("With " + result.sourceFiles()
                            + (result.sourceFiles() == 1 ? " source file" : " source files")
                            + " of the program, so that its lines are shown; --sources none leaves them out.");
        }
        for (LeftOut each : result.sourceFilesLeftOut()) {
            String which = each.samples().isEmpty()
                    ? each.reason()
                    : each.count() + " " + each.reason() + ", for example "
                            + each.samples().getFirst();
            session.terminal().say(PlainText.of("Source files not in it: " + which));
        }
    }

    private Path target() throws IOException {
        if (file != null) {
            return file.toAbsolutePath();
        }
        SnapshotStore snapshots = SnapshotStore.of(store);
        boolean isNew = !Files.exists(snapshots.directory());
        Path target = snapshots.newFile(processName(), pid, Instant.now());
        if (isNew) {
            FileOwner.ofCaller().take(snapshots.directory());
        }
        return target;
    }

    private String processName() {
        return Processes.list().stream()
                .filter(process -> process.pid() == pid)
                .findFirst()
                .map(PythonProcess::name)
                .orElse("process");
    }

    private static Captured result(CaptureResult result) {
        return new Captured(
                result.file().toString(),
                result.pauseMillis(),
                result.memoryBytes(),
                result.threads(),
                result.threadsNotStopped(),
                result.holes().size(),
                result.sourceFiles(),
                result.sourceFilesLeftOut());
    }

    private record Captured(
            String file,
            double pauseMillis,
            long memoryBytes,
            int threads,
            int threadsNotStopped,
            int holes,
            int sourceFiles,
            List<LeftOut> sourceFilesLeftOut) {}
}
