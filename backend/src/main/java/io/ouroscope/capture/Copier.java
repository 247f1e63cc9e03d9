package io.ouroscope.capture;

import io.ouroscope.capture.CopyPlan.Piece;
import io.ouroscope.capture.linux.NativeBuffer;
import io.ouroscope.capture.linux.TargetMemory;
import io.ouroscope.snapshot.SparseWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Copies a process's memory with a few threads, into a buffer or, where that is full, straight into the file.
///
/// These are not the thread that holds the process: if one of them hangs in the kernel (a page of a dead network file
/// system), the process can be let go all the same. What a hanging thread still writes to is freed when it comes
/// back.
final class Copier implements AutoCloseable {
    private static final int MAX_WORKERS = 4;
    private static final int READ_BACK_BYTES = 1 << 20;

    private final int pid;
    private final FileChannel file;
    private final @Nullable NativeBuffer buffer;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch finished;
    private final AtomicInteger nextPiece = new AtomicInteger();
    private final AtomicInteger users;
    private final AtomicLong copiedBytes = new AtomicLong();
    private final ConcurrentLinkedQueue<AddressRange> unreadable = new ConcurrentLinkedQueue<>();
    private volatile boolean abandoned;
    private volatile boolean vanished;
    private volatile @Nullable IOException failure;
    private volatile @Nullable CopyPlan plan;
    private volatile long[] bufferOffsets = {};

    /// Starts the threads, which wait for [#start].
    ///
    /// @param buffer takes what fits; null to write everything to `file` at once
    Copier(int pid, FileChannel file, @Nullable NativeBuffer buffer) {
        this.pid = pid;
        this.file = file;
        this.buffer = buffer;
        int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_WORKERS);
        this.users = new AtomicInteger(count + 1);
        this.finished = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Thread.ofPlatform().name("capture-copy-" + i).daemon().start(this::work);
        }
    }

    /// Begins to copy.
    void start(CopyPlan newPlan) {
        long[] offsets = new long[newPlan.pieces().size()];
        long used = 0;
        for (int i = 0; i < offsets.length; i++) {
            long bytes = newPlan.pieces().get(i).bytes();
            boolean fits = buffer != null && used + bytes <= buffer.sizeBytes();
            offsets[i] = fits ? used : -1;
            used += fits ? bytes : 0;
        }
        bufferOffsets = offsets;
        plan = newPlan;
        started.countDown();
    }

    /// Waits until everything is copied, or gives up after `millis`.
    boolean await(long millis) throws InterruptedException {
        return finished.await(millis, TimeUnit.MILLISECONDS);
    }

    /// Tells the threads to stop at the next piece.
    void abandon() {
        abandoned = true;
        started.countDown();
    }

    long copiedBytes() {
        return copiedBytes.get();
    }

    boolean isFinished() {
        return finished.getCount() == 0;
    }

    /// True if the process was no longer there.
    boolean hasVanished() {
        return vanished;
    }

    /// True if some of it went straight into the file.
    boolean hasStreamed() {
        for (long offset : bufferOffsets) {
            if (offset == -1) {
                return true;
            }
        }
        return false;
    }

    List<AddressRange> unreadable() {
        return List.copyOf(unreadable);
    }

    /// Throws what went wrong in the threads.
    void checkFailure() throws IOException {
        IOException problem = failure;
        if (problem != null) {
            throw problem;
        }
    }

    /// Writes piece `index` from the buffer into the file; nothing if it is there already.
    void writeOut(CopyPlan plan, int index) throws IOException {
        if (buffer != null && bufferOffsets[index] != -1) {
            write(plan, plan.pieces().get(index), buffer, bufferOffsets[index]);
        }
    }

    /// Shows the names in piece `index`, once it is copied; read back from the file where it went straight there.
    void scan(CopyPlan plan, int index, NameScan names) throws IOException {
        Piece piece = plan.pieces().get(index);
        long at = bufferOffsets[index];
        for (int range = piece.first(); range < piece.end(); range++) {
            long length = plan.length(range);
            if (plan.mayHoldNames(plan.start(range))) {
                if (buffer != null && bufferOffsets[index] != -1) {
                    names.feed(plan.start(range), buffer.slice(at, (int) length));
                } else {
                    readBack(plan.start(range), length, plan.fileOffset(range), names);
                }
            }
            at += length;
        }
    }

    private void readBack(long address, long length, long fileOffset, NameScan names) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, READ_BACK_BYTES));
        for (long done = 0; done < length; ) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), length - done));
            while (bytes.hasRemaining()) {
                if (file.read(bytes, fileOffset + done + bytes.position()) < 0) {
                    // zeros at the end of the file are not written
                    bytes.put((byte) 0);
                }
            }
            names.feed(address + done, bytes.flip());
            done += bytes.limit();
        }
    }

    private void write(CopyPlan plan, Piece piece, NativeBuffer from, long offset) throws IOException {
        long at = offset;
        for (int range = piece.first(); range < piece.end(); range++) {
            long length = plan.length(range);
            SparseWriter.write(file, from.slice(at, (int) length), plan.fileOffset(range));
            at += length;
        }
    }

    @Override
    public void close() {
        abandon();
        userEnded();
    }

    /// The last user, a thread or the owner, frees the buffer.
    private void userEnded() {
        if (users.decrementAndGet() == 0 && buffer != null) {
            buffer.close();
        }
    }

    private void work() {
        try (TargetMemory memory = new TargetMemory(pid)) {
            started.await();
            CopyPlan work = plan;
            if (work != null) {
                copyPieces(work, new PieceReader(memory, work, unreadable::add));
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            abandoned = true;
        } catch (RuntimeException | Error e) {
            // what this thread had taken on is missing: without this the file would hold zeros there
            failure = new IOException("copying the memory failed: " + e, e);
        } finally {
            finished.countDown();
            userEnded();
        }
    }

    private void copyPieces(CopyPlan work, PieceReader reader) throws IOException {
        NativeBuffer scratch = null;
        try {
            while (!abandoned && !vanished && failure == null) {
                int index = nextPiece.getAndIncrement();
                if (index >= work.pieces().size()) {
                    return;
                }
                Piece piece = work.pieces().get(index);
                if (buffer != null && bufferOffsets[index] != -1) {
                    vanished |= !reader.read(piece, buffer, bufferOffsets[index]);
                } else {
                    scratch = scratch == null ? NativeBuffer.allocate(work.pieceBytes()) : scratch;
                    vanished |= !reader.read(piece, scratch, 0);
                    write(work, piece, scratch, 0);
                }
                copiedBytes.addAndGet(piece.bytes());
            }
        } finally {
            if (scratch != null) {
                scratch.close();
            }
        }
    }
}
