package io.ouroscope.python.runtime;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.runtime.ThreadState.Status;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads thread states, one by one or along an interpreter's list.
final class ThreadStates {
    /// Linux has at most 4,194,304 process and thread ids (`PID_MAX_LIMIT`).
    private static final int MOST_THREADS = 1 << 22;

    private static final long LARGEST_NATIVE_ID = 1L << 22;

    private final Memory memory;
    private final int bytes;
    private final int nextOffset;
    private final int interpreterOffset;
    private final int idOffset;
    private final int threadIdOffset;
    private final int nativeIdOffset;
    private final int stateOffset;
    private final int wantsGilOffset;
    private final @Nullable Field holdsGil;
    private final int frameOffset;
    private final int controlFrameOffset;
    private final int currentFrameOffset;
    private final int chunkOffset;

    ThreadStates(Memory memory, Layout layout) {
        this.memory = memory;
        StructLayout thread = layout.struct("PyThreadState");
        bytes = thread.sizeBytes();
        nextOffset = thread.offset("next");
        interpreterOffset = thread.offset("interp");
        idOffset = thread.offset("id");
        threadIdOffset = thread.offset("thread_id");
        nativeIdOffset = thread.offset("native_thread_id", -1);
        stateOffset = thread.offset("state", -1);
        wantsGilOffset = thread.offset("gil_requested", -1);
        String holds = thread.has("holds_gil") ? "holds_gil" : "_status.holds_gil";
        holdsGil = thread.has(holds) ? thread.field(holds) : null;
        chunkOffset = thread.offset("datastack_chunk", -1);
        // Up to 3.10 frames are objects, 3.11 and 3.12 reach the frame through a struct on the C stack.
        frameOffset = thread.offset("frame", thread.offset("current_frame", -1));
        controlFrameOffset = thread.offset("cframe", -1);
        currentFrameOffset = frameOffset >= 0 ? -1 : layout.offset("_PyCFrame", "current_frame");
    }

    /// Whether a thread state of `interpreter` can be at `thread`: readable, and it points back.
    boolean belongsTo(long thread, long interpreter) {
        return thread != 0
                && (thread & 7) == 0
                && memory.isReadable(thread, bytes)
                && memory.getLong(thread + interpreterOffset) == interpreter;
    }

    /// The interpreter that the struct at `thread` would belong to, 0 if nothing can be read.
    long interpreter(long thread) {
        return (thread & 7) == 0 && memory.isReadable(thread, bytes) ? memory.getLong(thread + interpreterOffset) : 0;
    }

    /// @param holder thread state that holds the interpreter's lock, as the lock says; 0 if nobody does
    ThreadState read(long thread, long holder) {
        long nativeId = nativeIdOffset < 0 ? 0 : memory.getLong(thread + nativeIdOffset);
        boolean holds = holdsGil == null ? thread == holder : holdsGil.read(memory, thread) != 0 || thread == holder;
        return new ThreadState(
                thread,
                memory.getLong(thread + interpreterOffset),
                memory.getLong(thread + idOffset),
                memory.getLong(thread + threadIdOffset),
                nativeId > 0 && nativeId <= LARGEST_NATIVE_ID ? nativeId : 0,
                status(thread, holds),
                holds,
                wantsGilOffset >= 0 && memory.getInt(thread + wantsGilOffset) != 0,
                frame(thread),
                chunkOffset < 0 ? 0 : memory.getLong(thread + chunkOffset));
    }

    /// `state` since 3.13: 0 detached, 1 attached, 2 suspended, 3 shutting down; 3.15: 4 suspended, 5
    /// detached, both waiting.
    private Status status(long thread, boolean holds) {
        if (stateOffset < 0) {
            return holds ? Status.ATTACHED : Status.DETACHED;
        }
        return switch (memory.getInt(thread + stateOffset)) {
            case 0, 5 -> Status.DETACHED;
            case 1 -> Status.ATTACHED;
            case 2, 4 -> Status.SUSPENDED;
            case 3 -> Status.SHUTTING_DOWN;
            default -> Status.UNKNOWN;
        };
    }

    private long frame(long thread) {
        try {
            if (frameOffset >= 0) {
                return memory.getLong(thread + frameOffset);
            }
            long control = memory.getLong(thread + controlFrameOffset);
            return control == 0 ? 0 : memory.getLong(control + currentFrameOffset);
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    /// The threads of a list, as far as it holds together.
    List<ThreadState> list(long head, long interpreter, long holder, List<String> problems) {
        var threads = new ArrayList<ThreadState>();
        var seen = new LongOpenHashSet();
        long thread = head;
        while (thread != 0) {
            if (!belongsTo(thread, interpreter) || threads.size() >= MOST_THREADS || !seen.add(thread)) {
                problems.add("The list of threads of the interpreter at 0x" + Long.toHexString(interpreter)
                        + " breaks after " + threads.size() + ": 0x" + Long.toHexString(thread)
                        + (seen.contains(thread) ? " is in it twice." : " is no thread state of it."));
                break;
            }
            threads.add(read(thread, holder));
            thread = memory.getLong(thread + nextOffset);
        }
        return threads;
    }
}
