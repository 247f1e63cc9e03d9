package io.ouroscope.workspace;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Mapping;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;

/// A mapped snapshot and what was found in it; usable from any number of threads until closed.
public record AnalysedSnapshot(Snapshot snapshot, Analysis analysis) implements AutoCloseable {

    /// Opens and analyses `file`, unpacking it first if it is compressed.
    public static AnalysedSnapshot of(SnapshotStore store, Path file, Progress progress) throws IOException {
        Snapshot snapshot = store.open(file, OpenOptions.DEFAULT, progress);
        boolean done = false;
        try {
            var mapped = snapshot.mappings().stream()
                    .filter(Mapping::isFile)
                    .map(Mapping::path)
                    .distinct()
                    .toList();
            var hints = new Hints(snapshot.info().pythonVersion(), mapped);
            var analysed = new AnalysedSnapshot(snapshot, Analysis.run(snapshot.memory(), hints, progress));
            done = true;
            return analysed;
        } finally {
            if (!done) {
                snapshot.close();
            }
        }
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
