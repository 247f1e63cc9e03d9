package io.ouroscope.capture;

import io.ouroscope.capture.CopyPlan.Piece;
import io.ouroscope.capture.linux.NativeBuffer;
import io.ouroscope.capture.linux.TargetMemory;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Reads the ranges of one piece; where the kernel stops short it goes on page by page, so that a guard page never
/// costs the rest of its region. For one thread.
final class PieceReader {
    private static final int PAGE_BYTES = 4096;

    private final TargetMemory memory;
    private final CopyPlan plan;
    private final Consumer<AddressRange> unreadable;
    private final long[] starts = new long[TargetMemory.MAX_RANGES];
    private final long[] lengths = new long[TargetMemory.MAX_RANGES];

    /// @param unreadable receives each page that cannot be read
    PieceReader(TargetMemory memory, CopyPlan plan, Consumer<AddressRange> unreadable) {
        this.memory = memory;
        this.plan = plan;
        this.unreadable = unreadable;
    }

    /// Copies `piece` to `buffer` from `offset` on, unreadable pages as zeros.
    ///
    /// @return false if the process is gone
    boolean read(Piece piece, NativeBuffer buffer, long offset) {
        int range = piece.first();
        long within = 0;
        int forcedRange = -1;
        long at = offset;
        while (range < piece.end()) {
            long copied = readFrom(piece, range, within, buffer, at);
            if (copied == TargetMemory.VANISHED) {
                return false;
            }
            if (copied == 0 && forcedRange != range) {
                // memory without read permission: the kernel shows it to a tracer through another door, if at all
                forcedRange = range;
                copied = memory.readForced(plan.start(range) + within, plan.length(range) - within, buffer, at);
            }
            if (copied == 0) {
                long page = plan.start(range) + within;
                unreadable.accept(new AddressRange(page, page + PAGE_BYTES));
                zero(buffer, at);
                copied = PAGE_BYTES;
            }
            at += copied;
            within += copied;
            while (range < piece.end() && within >= plan.length(range)) {
                within -= plan.length(range++);
            }
        }
        return true;
    }

    private long readFrom(Piece piece, int range, long within, NativeBuffer buffer, long at) {
        int count = piece.end() - range;
        for (int i = 0; i < count; i++) {
            starts[i] = plan.start(range + i);
            lengths[i] = plan.length(range + i);
        }
        starts[0] += within;
        lengths[0] -= within;
        return memory.read(starts, lengths, count, buffer, at);
    }

    private static void zero(NativeBuffer buffer, long at) {
        ByteBuffer page = buffer.slice(at, PAGE_BYTES);
        while (page.remaining() >= Long.BYTES) {
            page.putLong(0);
        }
    }
}
