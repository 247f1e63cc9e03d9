package io.ouroscope.python.runtime;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.layout.Features;
import io.ouroscope.python.raw.CodeObjects;
import io.ouroscope.python.raw.FrameChain;
import io.ouroscope.python.raw.FrameStructs;
import io.ouroscope.python.raw.Structs;
import java.util.function.Supplier;

/// What the running functions of a thread hold.
///
/// Up to 3.10 a running function is a frame object, held by the C code that runs it; its decoder reports what it holds.
/// Since 3.11 frames lie on the thread's own stack and hold everything themselves, but for those of generators, which
/// are in the generator. What stands on the value stack while its depth is not saved is nobody else's to report.
final class FrameRoots {
    private static final int LONGEST_NAME = 256;
    private static final int OWNED_BY_THREAD = 0;

    private final Heap heap;
    private final Structs structs;
    private final FrameStructs frames;
    private final CodeObjects code;
    private final FrameChain chain;
    private final boolean objects;
    private final int generatorOffset;

    FrameRoots(Heap heap) {
        this.heap = heap;
        structs = heap.structs();
        frames = structs.frames;
        code = structs.code;
        chain = new FrameChain(structs);
        objects = structs.layout.features().frames() == Features.Frames.OBJECTS;
        generatorOffset = objects ? structs.layout.offset("PyFrameObject", "f_gen") : -1;
    }

    void report(ThreadState thread, String thisThread, RootSink sink) {
        chain.walk(thread.frame(), thread.stackChunk(), (frame, sound) -> {
            if (sound) {
                try {
                    report(frame, thisThread, sink);
                } catch (UnreadableAddressException e) {
                    // A torn frame: what was read of it stays reported.
                }
            }
            return true;
        });
    }

    private void report(long frame, String thisThread, RootSink sink) {
        long codeObject = frames.code(frame);
        int locals = code.slotCount(codeObject);
        int depth = frames.stackDepth(frame);
        if (objects) {
            if (structs.memory.getLong(frame + generatorOffset) == 0) {
                sink.root(RootKind.FRAME, frame, true, () -> function(thisThread, codeObject) + " frame");
            }
        } else if (frames.owner(frame) == OWNED_BY_THREAD) {
            one(RootKind.FRAME, codeObject, frames.countsCode(frame), thisThread, codeObject, "code", sink);
            one(
                    RootKind.FRAME,
                    frames.function(frame),
                    frames.countsFunction(frame),
                    thisThread,
                    codeObject,
                    "function",
                    sink);
            one(RootKind.FRAME, frames.locals(frame), true, thisThread, codeObject, "namespace", sink);
            one(RootKind.FRAME, frames.frameObject(frame), true, thisThread, codeObject, "frame object", sink);
            for (int i = 0; i < locals; i++) {
                int slot = i;
                root(
                        RootKind.FRAME,
                        frames.slot(frame, i),
                        frames.counts(frame, i),
                        () -> function(thisThread, codeObject) + " local '" + slotName(codeObject, slot) + "'",
                        sink);
            }
            for (int i = 0; i < depth; i++) {
                int index = i;
                root(
                        RootKind.VALUE_STACK,
                        frames.slot(frame, locals + i),
                        frames.counts(frame, locals + i),
                        () -> function(thisThread, codeObject) + " stack[" + index + "]",
                        sink);
            }
        }
        if (depth < 0) {
            int room = frames.stackSize(frame);
            for (int i = 0; i < room; i++) {
                int index = i;
                root(
                        RootKind.UNCERTAIN_STACK,
                        frames.slot(frame, locals + i),
                        frames.counts(frame, locals + i),
                        () -> function(thisThread, codeObject) + " stack[" + index + "]?",
                        sink);
            }
        }
    }

    private void one(
            RootKind kind,
            long target,
            boolean counted,
            String thisThread,
            long codeObject,
            String what,
            RootSink sink) {
        root(kind, target, counted, () -> function(thisThread, codeObject) + " " + what, sink);
    }

    private void root(RootKind kind, long target, boolean counted, Supplier<String> label, RootSink sink) {
        if (structs.isObject(target)) {
            sink.root(kind, target, counted, label);
        }
    }

    private String function(String thisThread, long codeObject) {
        return thisThread + " → " + text(code.name(codeObject)) + "()";
    }

    private String slotName(long codeObject, int slot) {
        return text(code.slotName(codeObject, slot));
    }

    private String text(long str) {
        String text = heap.text(str, LONGEST_NAME);
        return text == null ? "?" : text;
    }
}
