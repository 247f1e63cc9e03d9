package io.ouroscope.workspace;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.index.Columns;
import io.ouroscope.index.IndexException;
import io.ouroscope.index.IndexFile;
import io.ouroscope.index.MemoryColumns;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Mapping;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.SnapshotThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mapped snapshot, its mapped index and what was found in it; usable from any number of threads until closed.
public record AnalysedSnapshot(Snapshot snapshot, Columns index, Analysis analysis) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnalysedSnapshot.class);

    /// Opens and analyses `file`, unpacking it first if it is compressed. The index is kept for the next
    /// time.
    public static AnalysedSnapshot of(SnapshotStore store, Path file, Progress progress) throws IOException {
        Path plain = store.plain(file, progress);
        Snapshot snapshot = Snapshot.open(plain, OpenOptions.DEFAULT);
        return of(snapshot, store.indexes().open(plain, snapshot), progress);
    }

    /// The same of a file that is about to be deleted: no index is kept.
    public static AnalysedSnapshot ofTemporary(SnapshotStore store, Path file, Progress progress) throws IOException {
        return of(Snapshot.open(file, OpenOptions.DEFAULT), store.indexes().temporary(), progress);
    }

    private static AnalysedSnapshot of(Snapshot snapshot, Columns columns, Progress progress) {
        Columns index = columns;
        boolean done = false;
        try {
            Analysis analysis;
            try {
                analysis = analyse(snapshot, index, progress);
            } catch (IndexException | InternalError full) {
                // A disk that is full when a mapped page is first written to is told as InternalError.
                LOG.warn("The index cannot be kept, the analysis begins again in memory: {}", full.toString());
                index.close();
                index = new MemoryColumns();
                analysis = analyse(snapshot, index, progress);
            }
            done = true;
            return new AnalysedSnapshot(snapshot, index, analysis);
        } finally {
            if (!done) {
                index.close();
                snapshot.close();
            }
        }
    }

    private static Analysis analyse(Snapshot snapshot, Columns index, Progress progress) {
        var mapped = snapshot.mappings().stream()
                .filter(Mapping::isFile)
                .map(Mapping::path)
                .distinct()
                .toList();
        var stacks = snapshot.threads().stream()
                .map(SnapshotThread::registers)
                .filter(Objects::nonNull)
                .map(registers -> new Hints.Stack(registers.rsp(), registers.fsBase()))
                .toList();
        var hints = new Hints(snapshot.info().pythonVersion(), mapped, stacks);
        Analysis analysis = Analysis.run(snapshot.memory(), hints, index, progress);
        if (index instanceof IndexFile file) {
            file.complete();
        }
        return analysis;
    }

    /// All threads, read anew: there are few.
    public Threads threads() {
        return Threads.of(analysis.process(), KernelThreads.of(snapshot), FileWords.of(snapshot));
    }

    @Override
    public void close() {
        index.close();
        snapshot.close();
    }
}
