package io.ouroscope.snapshot;

import io.ouroscope.progress.CancelledException;
import io.ouroscope.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Computes the id of an uncompressed snapshot from its content, 64 hexadecimal digits, so that a link means the same
/// snapshot on every machine. The rule is in [ChunkDigests].
///
/// Uses all cores; reading is the limit (about 1 GB/s per core), holes of sparse files are not read.
public final class SnapshotId {

    private SnapshotId() {}

    /// @throws CancelledException when `progress` says so
    public static String of(Path file, Progress progress) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            BitSet data = SparseChunks.withData(file, size, ChunkDigests.CHUNK);
            progress.stage("Computing the snapshot's id", size);
            int chunks = Math.toIntExact((size + ChunkDigests.CHUNK - 1) / ChunkDigests.CHUNK);
            Work work = new Work(channel, size, data, new byte[chunks * ChunkDigests.DIGEST], progress);
            int workers = Math.max(1, Math.min(chunks, Runtime.getRuntime().availableProcessors()));
            work.run(workers);
            return ChunkDigests.id(work.digests, work.digests.length);
        }
    }

    private record Work(
            FileChannel channel,
            long size,
            BitSet data,
            byte[] digests,
            Progress progress,
            AtomicInteger next,
            AtomicLong done) {

        Work(FileChannel channel, long size, BitSet data, byte[] digests, Progress progress) {
            this(channel, size, data, digests, progress, new AtomicInteger(), new AtomicLong());
        }

        void run(int workers) throws IOException {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                tasks.add(this::hashChunks);
            }
            try (ExecutorService pool = Executors.newFixedThreadPool(
                    workers,
                    Thread.ofPlatform().daemon().name("snapshot-id-", 0).factory())) {
                for (Future<Void> outcome : pool.invokeAll(tasks)) {
                    outcome.get();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case null, default -> throw new IllegalStateException(e);
                }
            }
        }

        private Void hashChunks() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocateDirect(ChunkDigests.CHUNK);
            var digest = ChunkDigests.sha256();
            int count = digests.length / ChunkDigests.DIGEST;
            for (int chunk = next.getAndIncrement(); chunk < count; chunk = next.getAndIncrement()) {
                progress.check();
                long start = (long) chunk * ChunkDigests.CHUNK;
                int length = (int) Math.min(ChunkDigests.CHUNK, size - start);
                byte[] value = ChunkDigests.OF_ZEROS;
                if (data.get(chunk) || length < ChunkDigests.CHUNK) {
                    buffer.clear().limit(length);
                    fill(buffer, start);
                    value = ChunkDigests.of(buffer, digest);
                }
                System.arraycopy(value, 0, digests, chunk * ChunkDigests.DIGEST, ChunkDigests.DIGEST);
                progress.done(done.addAndGet(length));
            }
            return null;
        }

        private void fill(ByteBuffer buffer, long start) throws IOException {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, start + buffer.position()) < 0) {
                    throw new IOException("The file became shorter while its id was computed; nothing may write to it");
                }
            }
            buffer.flip();
        }
    }
}
