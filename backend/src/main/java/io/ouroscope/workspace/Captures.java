package io.ouroscope.workspace;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.capture.PythonProcess;
import io.ouroscope.progress.CancelledException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Captures into the store, as jobs.
final class Captures {
    private final SnapshotStore store;
    private final LiveProcesses processes;
    private final Jobs jobs;
    private final Map<Integer, Job> running = new HashMap<>();

    Captures(SnapshotStore store, LiveProcesses processes, Jobs jobs) {
        this.store = store;
        this.processes = processes;
        this.jobs = jobs;
    }

    /// Starts a capture. Its job ends with the snapshot's id.
    ///
    /// @throws ProblemException if it can be seen beforehand that nothing will come of it
    Job start(CaptureOrder order) {
        PythonProcess process = processes.capturable(order.pid());
        String title = "Capturing " + process.name() + " (pid " + order.pid() + ")";
        synchronized (running) {
            Job before = running.get(order.pid());
            if (before != null && !before.status().isOver()) {
                throw new ProblemException(
                        Problem.Kind.OTHER,
                        "This process is being captured already",
                        before.status().title() + " is under way, and a process can have only one tracer",
                        "Wait until that capture is over, or cancel it.");
            }
            running.values().removeIf(job -> job.status().isOver());
            Job job = jobs.start(JobStatus.Kind.CAPTURE, title, each -> run(order, process, each));
            running.put(order.pid(), job);
            return job;
        }
    }

    private void run(CaptureOrder order, PythonProcess process, Job job) throws IOException, CaptureException {
        Path file = store.newFile(process.name(), order.pid(), Instant.now());
        var request = new CaptureRequest(order.pid(), file, order.maxPauseMillis(), order.maxMemoryBytes());
        try {
            Capture.capture(request, job);
        } catch (CaptureException failure) {
            if (failure.kind() == CaptureException.Kind.CANCELLED) {
                throw new CancelledException();
            }
            throw failure;
        }
        try {
            if (order.label() != null) {
                store.label(file, order.label());
            }
            job.snapshot(String.valueOf(store.identify(file, job).id()));
        } catch (CancelledException cancelled) {
            store.delete(file);
            throw cancelled;
        }
    }
}
