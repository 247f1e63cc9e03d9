package io.ouroscope.python.raw;

import io.ouroscope.memory.UnreadableAddressException;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import org.jspecify.annotations.Nullable;

/// The Python frames of a thread, from the innermost outwards, however torn they are.
///
/// Frames that stand for C code are passed over. A frame whose code cannot be read is told as such and passed; where
/// the
/// next frame is lost, the thread's data stack tells the one that called. The walk ends where neither leads on, where a
/// frame comes again, or is one too many.
public final class FrameChain {
    /// More frames than this fill 8 GiB of stack at the least.
    private static final int MOST_FRAMES = 1 << 26;

    private static final int OWNED_BY_THREAD = 0;

    private final Structs structs;

    /// Receives frames.
    public interface Visitor {

        /// @param frame address of its struct
        /// @param sound whether its code object can be read; the rest of it may still be torn
        /// @return whether to go on
        boolean frame(long frame, boolean sound);
    }

    public FrameChain(Structs structs) {
        this.structs = structs;
    }

    /// @param innermost address of the innermost frame's struct, 0 if there is none
    /// @param chunk address of the thread's current piece of data stack, 0 if unknown
    /// @return why the walk ended before the outermost frame or may have missed some, null if it is
    ///     whole
    public @Nullable String walk(long innermost, long chunk, Visitor visitor) {
        var seen = new LongOpenHashSet();
        String problem = null;
        DataStack dataStack = null;
        long lastOfThread = 0;
        for (long frame = innermost; frame != 0; ) {
            String fault = fault(frame, seen);
            boolean sound = fault == null && isSound(frame);
            if (!sound && !isShim(frame)) {
                dataStack = dataStack == null ? new DataStack(structs, chunk) : dataStack;
                if (fault != null || !dataStack.contains(frame)) {
                    long caller = dataStack.caller(lastOfThread);
                    if (caller != 0 && !seen.contains(caller)) {
                        problem = problem == null ? lost(frame) : problem;
                        frame = caller;
                        continue;
                    }
                    if (lastOfThread != 0 && dataStack.isFirst(lastOfThread)) {
                        return problem == null ? lost(frame) : problem;
                    }
                }
                if (fault != null) {
                    return fault;
                }
            }
            seen.add(frame);
            try {
                if (!structs.frames.isShim(frame)) {
                    lastOfThread = sound && structs.frames.owner(frame) == OWNED_BY_THREAD ? frame : lastOfThread;
                    if (!visitor.frame(frame, sound)) {
                        return problem;
                    }
                }
                frame = structs.frames.previous(frame);
            } catch (UnreadableAddressException e) {
                return "the frame at 0x" + Long.toHexString(frame) + " is torn: " + e.getMessage();
            }
        }
        return problem;
    }

    private static String lost(long frame) {
        return "the frame at 0x" + Long.toHexString(frame)
                + " is lost, callers are told from the data stack, generators among them are not";
    }

    /// Why no frame can be read here, null if one can.
    private @Nullable String fault(long frame, LongOpenHashSet seen) {
        String place = "the frame at 0x" + Long.toHexString(frame);
        if ((frame & 7) != 0 || !structs.frames.isReadable(frame)) {
            return place + " is not in the snapshot";
        }
        if (seen.contains(frame)) {
            return place + " comes again";
        }
        return seen.size() >= MOST_FRAMES ? "more than " + MOST_FRAMES + " frames" : null;
    }

    private boolean isShim(long frame) {
        return structs.frames.isReadable(frame) && structs.frames.isShim(frame);
    }

    private boolean isSound(long frame) {
        try {
            long code = structs.frames.code(frame);
            return structs.isObject(code) && structs.code.isReadable(code);
        } catch (UnreadableAddressException e) {
            return false;
        }
    }
}
