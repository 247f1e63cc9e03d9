package io.ouroscope.python.frame;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// The chain of traceback objects that an exception carries, outermost first as Python prints it.
public final class Tracebacks {
    private final Heap heap;
    private final Structs structs;
    private final Frames frames;
    private final int nextOffset;
    private final int frameOffset;
    private final int lineOffset;
    private final int instructionOffset;

    public Tracebacks(Heap heap, Frames frames) {
        this.heap = heap;
        this.frames = frames;
        structs = heap.structs();
        StructLayout traceback = structs.layout.struct("PyTracebackObject");
        nextOffset = traceback.offset("tb_next");
        frameOffset = traceback.offset("tb_frame");
        lineOffset = traceback.offset("tb_lineno");
        instructionOffset = traceback.offset("tb_lasti");
    }

    /// @param line 0 if unknown
    /// @param frame address of the frame object
    public record Entry(String file, int line, String function, long frame) {}

    /// @param most how many are listed at most: a recursion has a thousand
    public List<Entry> entries(long traceback, int most) {
        var entries = new ArrayList<Entry>();
        long at = traceback;
        try {
            while (at != 0 && entries.size() < most && isTraceback(at)) {
                entries.add(entry(at));
                at = structs.memory.getLong(at + nextOffset);
            }
        } catch (UnreadableAddressException e) {
            // What was read stands.
        }
        return entries;
    }

    private boolean isTraceback(long object) {
        PyType type = heap.typeOf(object);
        return type != null && type.isSubtypeOf("traceback") && heap.isValid(object, type);
    }

    private Entry entry(long traceback) {
        long frame = structs.memory.getLong(traceback + frameOffset);
        int line = structs.memory.getInt(traceback + lineOffset);
        Frame known = frames.ofFrameObject(frame);
        if (known == null) {
            return new Entry("?", Math.max(0, line), "?", frame);
        }
        // Since 3.12 the line is computed when somebody asks for it.
        int computed =
                line > 0 ? line : structs.code.line(known.code(), structs.memory.getInt(traceback + instructionOffset));
        return new Entry(known.file(), Math.max(0, computed), known.qualname(), frame);
    }
}
