package io.ouroscope.analysis.paths;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.raw.FrameChain;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.runtime.Interpreter;
import io.ouroscope.python.runtime.ThreadNames;
import io.ouroscope.python.runtime.ThreadState;
import org.jspecify.annotations.Nullable;

/// Which running function holds an object: the stacks of all threads, walked when asked.
final class RunningFrames {
    /// Deeper frames are not written as `.f_back.f_back…`.
    private static final int DEEPEST_WRITTEN = 12;

    private final Analysis analysis;
    private final Heap heap;
    private final Structs structs;

    RunningFrames(Analysis analysis) {
        this.analysis = analysis;
        heap = analysis.process().heap();
        structs = heap.structs();
    }

    /// @param words `thread 'worker-2' → send() local 'buf'`
    /// @param expression of the object, or of what its cell holds; null if there is none in Python
    /// @param cell whether the variable is kept in a cell, so that the expression means its contents
    record Held(String words, @Nullable String expression, boolean cell) {}

    /// Null if no running function holds the object.
    @Nullable
    Held find(long object) {
        for (Interpreter interpreter : analysis.process().runtime().interpreters()) {
            ThreadNames names = ThreadNames.of(heap, interpreter);
            for (ThreadState thread : interpreter.threads()) {
                Held held = find(object, thread, names);
                if (held != null) {
                    return held;
                }
            }
        }
        return null;
    }

    private @Nullable Held find(long object, ThreadState thread, ThreadNames names) {
        var chain = new FrameChain(structs);
        Held[] found = {null};
        int[] index = {0};
        chain.walk(thread.frame(), thread.stackChunk(), (frame, sound) -> {
            if (sound) {
                try {
                    found[0] = held(object, frame, index[0], thread, names);
                } catch (UnreadableAddressException e) {
                    // A torn frame: another one may hold the object.
                }
            }
            index[0]++;
            return found[0] == null;
        });
        return found[0];
    }

    private @Nullable Held held(long object, long frame, int index, ThreadState thread, ThreadNames names) {
        long code = structs.frames.code(frame);
        String back = index <= DEEPEST_WRITTEN
                ? "sys._current_frames()[" + Long.toUnsignedString(thread.threadId()) + "]" + ".f_back".repeat(index)
                : null;
        String words = thread(thread, names) + " → " + text(code) + "()";
        if (structs.frames.frameObject(frame) == object) {
            return new Held(words + " frame", back, false);
        }
        if (code == object) {
            return new Held(words + " code", with(back, ".f_code"), false);
        }
        if (structs.frames.locals(frame) == object) {
            return new Held(words + " namespace", with(back, ".f_locals"), false);
        }
        int slots = structs.code.slotCount(code);
        for (int i = 0; i < slots; i++) {
            if (structs.frames.slot(frame, i) == object) {
                String name = heap.text(structs.code.slotName(code, i), 256);
                boolean cell = structs.code.isCell(code, i) || structs.code.isFree(code, i);
                return new Held(
                        words + " local '" + name + "'",
                        name == null || !structs.code.isFunction(code) ? null : with(back, ".f_locals['" + name + "']"),
                        cell);
            }
        }
        return null;
    }

    private static @Nullable String with(@Nullable String start, String step) {
        return start == null ? null : start + step;
    }

    private String text(long code) {
        String name = heap.text(structs.code.name(code), 256);
        return name == null ? "?" : name;
    }

    private static String thread(ThreadState thread, ThreadNames names) {
        String known = names.name(thread);
        return known != null
                ? "thread '" + known + "'"
                : "thread " + (thread.nativeId() != 0 ? thread.nativeId() : thread.id());
    }
}
