package io.ouroscope.capture;

import io.ouroscope.capture.linux.Mapping;
import io.ouroscope.capture.linux.NativeBuffer;
import io.ouroscope.capture.linux.TargetMemory;
import io.ouroscope.capture.linux.TouchedPages;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CoreWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/// The copy once without stopping: measures how much there is, and reads the files that the process has mapped, so
/// that no page of them must come from the disk, and no class be loaded, while the process stands still.
///
/// @param bytes what is to be copied
record Rehearsal(long bytes) {
    private static final long PIECE_BYTES = 4L << 20;
    private static final int PROBE_BYTES = 32 << 20;

    static Rehearsal of(TargetProcess target, TouchedPages touched, FileChannel file, Progress progress)
            throws IOException {
        // gives out offsets that nobody uses
        CoreWriter nowhere = new CoreWriter(file);
        CopyPlan all = CopyPlan.of(target.mappings(), touched, nowhere, PIECE_BYTES);
        List<Mapping> unchanging = target.mappings().stream()
                .filter(mapping -> mapping.isFileBacked() && mapping.isReadable() && !mapping.isWritable())
                .toList();
        CopyPlan files = CopyPlan.of(unchanging, touched, nowhere, PIECE_BYTES);
        progress.stage("Reading the files it has mapped", files.bytes());
        try (NativeBuffer scratch = NativeBuffer.allocate(PIECE_BYTES);
                TargetMemory memory = new TargetMemory(target.pid())) {
            PieceReader reader = new PieceReader(memory, files, range -> {});
            long done = 0;
            for (CopyPlan.Piece piece : files.pieces()) {
                if (!reader.read(piece, scratch, 0)) {
                    break;
                }
                done += piece.bytes();
                progress.done(done);
                progress.check();
            }
        }
        return new Rehearsal(all.bytes());
    }

    /// How long writing all of it would take, by a probe of the disk. Leaves the file empty.
    double secondsToDisk(FileChannel file) throws IOException {
        ByteBuffer probe = ByteBuffer.allocateDirect(1 << 20);
        while (probe.hasRemaining()) {
            probe.putLong(probe.position() * 0x9E3779B97F4A7C15L);
        }
        long total = Math.min(PROBE_BYTES, Math.max(1 << 20, bytes));
        long start = System.nanoTime();
        for (long at = 0; at < total; at += probe.capacity()) {
            file.write(probe.clear(), at);
        }
        file.force(false);
        double seconds = (System.nanoTime() - start) / 1e9;
        file.truncate(0);
        return seconds * bytes / total;
    }
}
