package io.ouroscope.capture;

import static java.util.Objects.requireNonNullElse;

import io.ouroscope.capture.CaptureException.Kind;
import io.ouroscope.capture.CaptureRequest.Sources;
import io.ouroscope.capture.linux.NativeBuffer;
import io.ouroscope.capture.linux.OpenFiles;
import io.ouroscope.capture.linux.ProcessRoot;
import io.ouroscope.capture.linux.TouchedPages;
import io.ouroscope.capture.linux.Tracer;
import io.ouroscope.progress.ByteCount;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CoreWriter;
import io.ouroscope.snapshot.note.CaptureNote;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One capture from the plan to the finished file: prepares everything slow before the process is stopped, watches
/// the [Pause], writes afterwards.
final class CaptureRun {
    private static final long BUFFERED_PIECE_BYTES = 64L << 20;
    private static final long STREAMED_PIECE_BYTES = 8L << 20;
    private static final long POPULATE_BYTES = 64L << 20;
    private static final long WATCH_MILLIS = 20;

    private final CaptureRequest request;
    private final TargetProcess target;
    private final PartFile part;
    private final MemoryBudget budget;
    private final Progress progress;
    private final CoreWriter core;

    CaptureRun(CaptureRequest request, TargetProcess target, PartFile part, MemoryBudget budget, Progress progress) {
        this.request = request;
        this.target = target;
        this.part = part;
        this.budget = budget;
        this.progress = progress;
        this.core = new CoreWriter(part.channel());
    }

    CaptureResult run() throws IOException, CaptureException {
        Rehearsal rehearsal = rehearse();
        progress.check();
        long bufferBytes = budget.bufferBytes(target.pid(), rehearsal.bytes());
        NativeBuffer buffer = null;
        if (bufferBytes > 0) {
            buffer = allocate(bufferBytes);
        }
        String copying = "Copying memory";
        if (buffer == null) {
            double seconds = rehearsal.secondsToDisk(part.channel());
            if (seconds * 1000 > request.maxPauseMillis()) {
                throw new CaptureException(
                        Kind.PAUSE_TOO_LONG,
                        "There is not enough free memory to hold a copy of " + ByteCount.text(rehearsal.bytes())
                                + ", and writing it to this disk would stop the process for about "
                                + Math.round(seconds) + " s; the limit is " + request.maxPauseMillis() / 1000.0
                                + " s. It was not stopped.",
                        "Allow it with --max-pause " + (long) Math.ceil(seconds * 1.5)
                                + "s, or name a file on a faster disk with -o.");
            }
            copying = "Copying memory straight to disk, as RAM is short: the process stands still for about "
                    + Math.max(1, Math.round(seconds)) + " s";
        }
        // held open from before: the process may end as soon as it runs again
        try (ProcessRoot root = request.sources() == Sources.NONE ? null : ProcessRoot.of(target.pid());
                Copier copier = new Copier(target.pid(), part.channel(), buffer)) {
            progress.check();
            Pause pause = new Pause(
                    target.pid(),
                    copier,
                    core,
                    buffer == null ? STREAMED_PIECE_BYTES : BUFFERED_PIECE_BYTES,
                    request.maxPauseMillis());
            watch(pause, copier, copying);
            return write(pause, copier, root);
        }
    }

    /// Copies what never changes once, to bring it into the page cache, and to have every code path warm.
    private Rehearsal rehearse() throws IOException, CaptureException {
        progress.stage("Planning the copy", 0);
        Rehearsal rehearsal;
        try (TouchedPages touched = new TouchedPages(target.pid(), progress::isCancelled)) {
            rehearsal = Rehearsal.of(target, touched, part.channel(), progress);
        }
        Tracer.warmUp();
        ThreadBefore.read(target.pid(), target.pid());
        OpenFiles.warmUp(target.pid());
        long usable =
                Files.getFileStore(request.file().toAbsolutePath().getParent()).getUsableSpace();
        if (usable < rehearsal.bytes()) {
            throw new CaptureException(
                    Kind.DISK_FULL,
                    "The snapshot needs up to " + ByteCount.text(rehearsal.bytes()) + ", and the disk of "
                            + request.file() + " has " + ByteCount.text(usable) + " left. The process was not stopped.",
                    "Free some space, or name a file on another disk with -o.");
        }
        return rehearsal;
    }

    /// A buffer whose pages are all there; null if the kernel has no room for it.
    private @Nullable NativeBuffer allocate(long bytes) {
        progress.stage("Setting aside " + ByteCount.text(bytes) + " of memory for the copy", bytes);
        NativeBuffer buffer;
        try {
            buffer = NativeBuffer.allocate(bytes);
        } catch (OutOfMemoryError e) {
            return null;
        }
        boolean ready = false;
        try {
            for (long at = 0; at < buffer.sizeBytes(); at += POPULATE_BYTES) {
                progress.check();
                buffer.populate(at, Math.min(POPULATE_BYTES, buffer.sizeBytes() - at));
                progress.done(at);
            }
            ready = true;
            return buffer;
        } finally {
            if (!ready) {
                buffer.close();
            }
        }
    }

    /// Runs the pause on its own thread, and tells the listener from this one.
    private void watch(Pause pause, Copier copier, String copying) {
        int threads = target.stat().threads();
        progress.stage("Stopping " + threads + (threads == 1 ? " thread" : " threads"), 0);
        Thread tracer =
                Thread.ofPlatform().name(Rights.OWN_TRACER + target.pid()).start(pause);
        boolean interrupted = false;
        boolean announced = false;
        while (tracer.isAlive()) {
            try {
                tracer.join(WATCH_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
                pause.cancel();
            }
            CopyPlan plan = pause.plan();
            if (plan != null) {
                if (!announced) {
                    progress.stage(copying, plan.bytes());
                    announced = true;
                }
                progress.done(copier.copiedBytes());
            }
            if (progress.isCancelled()) {
                pause.cancel();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private SourceReader.Result sources(@Nullable ProcessRoot root, SourceNames names) throws IOException {
        if (root == null) {
            return SourceReader.nothing("not looked for: the process's root directory cannot be opened");
        }
        progress.stage("Reading the program's source files", 0);
        long start = SourceReader.startMillis(target.stat().startTicks());
        return new SourceReader(root, target.status(), target.commandLine(), start)
                .read(names, request.sources() == Sources.OWN, progress);
    }

    private CaptureResult write(Pause pause, Copier copier, @Nullable ProcessRoot root)
            throws IOException, CaptureException {
        CopyPlan plan = pause.plan();
        if (pause.outcome() != Pause.Outcome.COPIED || plan == null) {
            throw explain(pause);
        }
        progress.check();
        progress.stage("Writing the file", plan.bytes());
        SourceNames names = new SourceNames();
        NameScan scan = new NameScan(names::add);
        long written = 0;
        for (int piece = 0; piece < plan.pieces().size(); piece++) {
            copier.writeOut(plan, piece);
            if (root != null) {
                copier.scan(plan, piece, scan);
            }
            written += plan.pieces().get(piece).bytes();
            progress.done(written);
            progress.check();
        }
        scan.finish();
        SourceReader.Result sources = request.sources() == Sources.NONE ? null : sources(root, names);
        CoreContent content = new CoreContent(target, pause, plan, copier.unreadable());
        CaptureNote note = content.note();
        core.finish(
                content.segments(),
                content.process(),
                pause.registers(),
                target.auxiliaryVector(),
                content.mappedFiles(),
                note,
                sources == null ? null : sources.content());
        progress.check();
        part.publish();
        return new CaptureResult(
                request.file(),
                pause.pauseMillis(),
                plan.bytes(),
                note.threads().size(),
                (int) note.threads().stream()
                        .filter(thread -> !thread.stopped())
                        .count(),
                note.holes(),
                sources == null ? 0 : sources.files(),
                sources == null ? List.of() : sources.leftOut(),
                copier.hasStreamed());
    }

    private CaptureException explain(Pause pause) throws IOException {
        int pid = target.pid();
        return switch (pause.outcome()) {
            case REFUSED -> {
                Rights.Problem problem = Rights.ofThisProcess()
                        .explain(
                                pid,
                                requireNonNullElse(pause.refusedStatus(), target.status()),
                                request.file(),
                                Tracer.describe(pause.errno()));
                yield new CaptureException(
                        Kind.NOT_PERMITTED, "Process " + pid + " cannot be captured. " + problem.text(), problem.fix());
            }
            case TOO_LONG ->
                new CaptureException(
                        Kind.PAUSE_TOO_LONG,
                        "Process " + pid + " had stood still for " + Math.round(pause.pauseMillis())
                                + " ms, the limit being " + request.maxPauseMillis()
                                + " ms, and was let go before everything was copied.",
                        "Allow more with --max-pause " + Math.max(1, request.maxPauseMillis() * 3 / 1000) + "s.");
            case CANCELLED -> Capture.cancelled();
            case FAILED -> {
                if (pause.failure() instanceof IOException e) {
                    throw e;
                }
                throw new IllegalStateException("Capture of process " + pid + " failed", pause.failure());
            }
            case VANISHED, COPIED -> Capture.vanished(pid);
        };
    }
}
