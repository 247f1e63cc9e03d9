package io.ouroscope.python.raw;

import io.ouroscope.memory.UnreadableAddressException;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import org.jspecify.annotations.Nullable;

/// The Python frames of a thread, from the innermost outwards, however torn they are.
///
/// Frames that stand for C code are passed over. A frame whose code cannot be read is told as such and passed; the walk
/// ends where the next frame is not in the snapshot, comes again, or is one too many.
public final class FrameChain {
    /// More frames than this fill 8 GiB of stack at the least.
    private static final int MOST_FRAMES = 1 << 26;

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
    /// @return why the walk ended before the outermost frame, null if it did not
    public @Nullable String walk(long innermost, Visitor visitor) {
        var seen = new LongOpenHashSet();
        for (long frame = innermost; frame != 0; ) {
            String place = "the frame at 0x" + Long.toHexString(frame);
            if ((frame & 7) != 0 || !structs.frames.isReadable(frame)) {
                return place + " is not in the snapshot";
            }
            if (!seen.add(frame)) {
                return place + " comes again";
            }
            if (seen.size() > MOST_FRAMES) {
                return "more than " + MOST_FRAMES + " frames";
            }
            try {
                if (!structs.frames.isShim(frame) && !visitor.frame(frame, isSound(frame))) {
                    return null;
                }
                frame = structs.frames.previous(frame);
            } catch (UnreadableAddressException e) {
                return place + " is torn: " + e.getMessage();
            }
        }
        return null;
    }

    private boolean isSound(long frame) {
        long code = structs.frames.code(frame);
        return structs.isObject(code) && structs.code.isReadable(code);
    }
}
