package io.ouroscope.workspace;

import io.ouroscope.progress.CancelledException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Snapshots that are uploaded, as jobs: an upload is announced, then its bytes come, and the job ends with the id of
/// the snapshot they are. The same content is kept once, whoever else uploads it at the same time.
public final class Imports {
    /// Each holds up to some 140 MB while it unpacks.
    private static final int MOST_AT_ONCE = 8;

    private static final long BYTES_EXPECTED_WITHIN_SECONDS = 60;

    private final SnapshotStore store;
    private final Library library;
    private final Jobs jobs;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    /// An upload whose bytes have not come yet.
    private record Waiting(Job job, CompletableFuture<InputStream> bytes) {}

    Imports(SnapshotStore store, Library library, Jobs jobs) {
        this.store = store;
        this.library = library;
        this.jobs = jobs;
    }

    /// Announces an upload.
    ///
    /// @param name of the file, as the user has it
    /// @param bytes how many will come, 0 if that is not known
    /// @throws ProblemException if too many are under way
    public Job announce(String name, long bytes) {
        synchronized (waiting) {
            waiting.values().removeIf(each -> each.job.status().isOver());
            long running = jobs.running().stream()
                    .filter(each -> each.kind() == JobStatus.Kind.IMPORT)
                    .count();
            if (running >= MOST_AT_ONCE) {
                throw new ProblemException(
                        Problem.Kind.OTHER,
                        "Too many uploads",
                        MOST_AT_ONCE + " uploads are under way already",
                        "Try again when one of them is done.");
            }
            String shown = SnapshotNames.shown(name);
            var stream = new CompletableFuture<InputStream>();
            Job job = jobs.start(JobStatus.Kind.IMPORT, "Receiving " + shown, each -> run(each, shown, bytes, stream));
            waiting.put(job.id(), new Waiting(job, stream));
            return job;
        }
    }

    /// Hands over the bytes of an announced upload, which are read until the job is over.
    ///
    /// @return whether that upload was waiting for its bytes
    public boolean supply(Job job, InputStream bytes) {
        Waiting upload;
        synchronized (waiting) {
            upload = waiting.remove(job.id());
        }
        return upload != null && !job.status().isOver() && upload.bytes.complete(bytes);
    }

    private void run(Job job, String name, long bytes, CompletableFuture<InputStream> stream) throws IOException {
        job.stage("Waiting for the first bytes", 0);
        InputStream source = await(job, stream);
        job.stage("Receiving", bytes);
        SnapshotStore.Arrived arrived =
                store.receive(name, new ArrivingBytes(source, job, name, bytes), library::findOrIdentify, job);
        if (arrived.wasHere()) {
            job.stage("It was here already and is kept once", 0);
        }
        job.snapshot(arrived.id());
    }

    private static InputStream await(Job job, CompletableFuture<InputStream> stream) {
        for (long waited = 0; waited < BYTES_EXPECTED_WITHIN_SECONDS * 10; waited++) {
            job.check();
            try {
                return stream.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                // Asked again.
            } catch (InterruptedException | ExecutionException ended) {
                throw new CancelledException();
            }
        }
        if (stream.completeExceptionally(new CancelledException())) {
            throw new ProblemException(
                    Problem.Kind.OTHER,
                    "The upload never began",
                    "No byte came within " + BYTES_EXPECTED_WITHIN_SECONDS + " seconds",
                    "Upload it again.");
        }
        return stream.join();
    }
}
