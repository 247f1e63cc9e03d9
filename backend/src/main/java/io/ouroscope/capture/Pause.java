package io.ouroscope.capture;

import io.ouroscope.capture.linux.Mapping;
import io.ouroscope.capture.linux.OpenFiles;
import io.ouroscope.capture.linux.ProcFiles;
import io.ouroscope.capture.linux.ProcStatus;
import io.ouroscope.capture.linux.SocketTable;
import io.ouroscope.capture.linux.TouchedPages;
import io.ouroscope.capture.linux.Tracer;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.snapshot.CoreWriter;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The time in which the process stands still: stop, registers, plan, copy, let go.
///
/// Runs on a platform thread of its own that ends right after, because the kernel ties a traced thread to the thread
/// that traces it and frees it when that one ends. It reports to nobody: whoever watches asks it, so that a slow
/// listener never lengthens the pause.
final class Pause implements Runnable {
    private static final long WAIT_MILLIS = 10;
    /// Descriptors are looked at while memory is copied anyway, and this much longer: two seconds for each hundred
    /// thousand would be too much.
    private static final long DESCRIPTORS_NANOS = 50_000_000;

    private final int pid;
    private final Copier copier;
    private final CoreWriter core;
    private final long pieceBytes;
    private final long maxPauseNanos;
    private final Map<Integer, ThreadBefore> before = new LinkedHashMap<>();
    private final List<CoreWriter.ThreadRegisters> registers = new ArrayList<>();
    private volatile boolean cancelled;
    private volatile long startNanos;
    private volatile long pauseNanos;
    private volatile @Nullable CopyPlan plan;
    private volatile Outcome outcome = Outcome.VANISHED;
    private volatile @Nullable Throwable failure;
    private volatile int errno;
    private volatile @Nullable ProcStatus refusedStatus;
    private volatile Instant stoppedAt = Instant.EPOCH;
    private List<Integer> late = List.of();
    private List<FileNote> files = List.of();
    private volatile @Nullable SocketTable sockets;

    enum Outcome {
        COPIED,
        REFUSED,
        VANISHED,
        TOO_LONG,
        CANCELLED,
        FAILED
    }

    Pause(int pid, Copier copier, CoreWriter core, long pieceBytes, long maxPauseMillis) {
        this.pid = pid;
        this.copier = copier;
        this.core = core;
        this.pieceBytes = pieceBytes;
        this.maxPauseNanos = maxPauseMillis * 1_000_000;
    }

    /// Asks for an end as soon as possible.
    void cancel() {
        cancelled = true;
    }

    @Override
    public void run() {
        Tracer tracer = new Tracer(pid);
        try (TouchedPages touched = new TouchedPages(pid, this::mustEnd)) {
            // this takes a while on hosts with many connections or threads, so it is done before the stop
            sockets = SocketTable.ofProcess(pid);
            for (int tid : ProcFiles.threads(pid)) {
                before.put(tid, ThreadBefore.read(pid, tid));
            }
            startNanos = System.nanoTime();
            stoppedAt = Instant.now();
            try {
                outcome = stopAndCopy(tracer, touched);
            } catch (CancelledException e) {
                outcome = endReason();
            } finally {
                tracer.detach();
                pauseNanos = System.nanoTime() - startNanos;
                copier.abandon();
            }
        } catch (IOException | RuntimeException | Error | InterruptedException e) {
            outcome = TargetProcess.isGone(pid) ? Outcome.VANISHED : Outcome.FAILED;
            failure = e;
        }
    }

    private Outcome stopAndCopy(Tracer tracer, TouchedPages touched) throws IOException, InterruptedException {
        Tracer.Stop stop = tracer.stopAll(
                tid -> before.computeIfAbsent(tid, started -> ThreadBefore.read(pid, started)), this::mustEnd);
        errno = stop.refused();
        if (stop.aborted()) {
            return endReason();
        }
        if (stop.stopped().isEmpty() && stop.late().isEmpty()) {
            // now, for whoever traces it may be gone in a moment
            refusedStatus = ProcStatus.of(pid);
            return stop.refused() == 0 || TargetProcess.isGone(pid) ? Outcome.VANISHED : Outcome.REFUSED;
        }
        late = stop.late();
        for (int tid : stop.stopped()) {
            Tracer.Registers set = tracer.registers(tid);
            if (set != null) {
                registers.add(new CoreWriter.ThreadRegisters(tid, set.general(), set.floatingPoint()));
            }
        }
        List<Mapping> mappings = ProcFiles.mappings(pid);
        CopyPlan copy = CopyPlan.of(mappings, touched, core, pieceBytes);
        plan = copy;
        copier.start(copy);
        // What was written to a loop since the first look shows that it is about to wake.
        sockets().refreshQueues(pid);
        files = OpenFiles.read(pid, this::mustEnd);
        long enough = System.nanoTime() + DESCRIPTORS_NANOS;
        files = OpenFiles.withDescriptors(
                pid, files, () -> mustEnd() || System.nanoTime() - enough > 0 && copier.isFinished());
        while (!copier.await(WAIT_MILLIS)) {
            if (mustEnd()) {
                return endReason();
            }
        }
        copier.checkFailure();
        boolean gone = copier.hasVanished() || TargetProcess.isGone(pid);
        return gone ? Outcome.VANISHED : mustEnd() ? endReason() : Outcome.COPIED;
    }

    private boolean mustEnd() {
        return cancelled || System.nanoTime() - startNanos > maxPauseNanos;
    }

    private Outcome endReason() {
        return cancelled ? Outcome.CANCELLED : Outcome.TOO_LONG;
    }

    Outcome outcome() {
        return outcome;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /// Why the kernel refused.
    int errno() {
        return errno;
    }

    /// The process's status when the kernel refused, null if that was not so.
    @Nullable
    ProcStatus refusedStatus() {
        return refusedStatus;
    }

    double pauseMillis() {
        return pauseNanos / 1e6;
    }

    /// What the machine's monotonic clock showed then: on Linux that is what the virtual machine's clock reads.
    long monotonicNanos() {
        return startNanos;
    }

    Instant stoppedAt() {
        return stoppedAt;
    }

    /// What is being copied, null before it is known.
    @Nullable
    CopyPlan plan() {
        return plan;
    }

    /// Registers of the threads that stopped, the main thread's first.
    List<CoreWriter.ThreadRegisters> registers() {
        return registers;
    }

    /// What was read of each thread just before it was stopped.
    Map<Integer, ThreadBefore> threadsBefore() {
        return before;
    }

    /// Threads that did not stop in time.
    List<Integer> late() {
        return late;
    }

    List<FileNote> files() {
        return files;
    }

    /// The sockets of its network namespace as they were before the stop.
    SocketTable sockets() {
        SocketTable table = sockets;
        return table == null ? SocketTable.EMPTY : table;
    }
}
