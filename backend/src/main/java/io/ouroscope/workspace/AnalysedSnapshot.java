package io.ouroscope.workspace;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.SourceLines;
import io.ouroscope.analysis.hang.Hang;
import io.ouroscope.analysis.hang.WaitSources;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.index.Columns;
import io.ouroscope.index.IndexException;
import io.ouroscope.index.IndexFile;
import io.ouroscope.index.MemoryColumns;
import io.ouroscope.memory.AddressRanges;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Hole;
import io.ouroscope.snapshot.Mapping;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.SnapshotThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mapped snapshot, its mapped index and what was found in it; usable from any number of threads until closed.
public final class AnalysedSnapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnalysedSnapshot.class);

    private final Snapshot snapshot;
    private final Columns index;
    private final Analysis analysis;
    private @Nullable Hang hang;

    AnalysedSnapshot(Snapshot snapshot, Columns index, Analysis analysis) {
        this.snapshot = snapshot;
        this.index = index;
        this.analysis = analysis;
    }

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
        var mappings = snapshot.mappings().stream()
                .map(mapping -> new AddressRanges.Range(mapping.start(), mapping.end()))
                .toList();
        var hints = new Hints(snapshot.info().pythonVersion(), mapped, stacks, mappings);
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

    public Snapshot snapshot() {
        return snapshot;
    }

    public Columns index() {
        return index;
    }

    public Analysis analysis() {
        return analysis;
    }

    /// Why the process stands still; judged when it is asked for first.
    public Hang hang() {
        return hang(Progress.NONE);
    }

    synchronized Hang hang(Progress progress) {
        Hang known = hang;
        if (known == null) {
            Threads threads = threads();
            boolean whole = snapshot.holes().stream().allMatch(Hole::isKernels);
            known = Hang.of(
                    analysis, threads, WaitSources.of(analysis, threads, FileWords.of(snapshot)), whole, progress);
            hang = known;
        }
        return known;
    }

    /// Lines of the program's source, as far as the capture took them along.
    public SourceLines sourceLines() {
        return EmbeddedSources.of(snapshot.sources());
    }

    /// What the snapshot says of the process beside its memory.
    public StopFacts facts() {
        return FileWords.of(snapshot);
    }

    @Override
    public void close() {
        index.close();
        snapshot.close();
    }
}
