package io.ouroscope.python.decode;

import io.ouroscope.python.raw.Structs;

/// What a frame that is kept in an object holds: its slots and value stack, its function, code and namespaces.
final class FrameSlots {
    private final Structs structs;
    private final boolean interpreterFrames;

    FrameSlots(Structs structs) {
        this.structs = structs;
        interpreterFrames = structs.layout.has("_PyInterpreterFrame");
    }

    void report(long frame, ReferenceSink sink) {
        long code = structs.frames.code(frame);
        if (!structs.isObject(code) || !structs.code.isReadable(code)) {
            return;
        }
        int locals = structs.code.slotCount(code);
        int used = structs.frames.usedSlots(frame);
        for (int i = 0; i < used; i++) {
            long value = structs.frames.slot(frame, i);
            if (value == 0) {
                continue;
            }
            if (i < locals) {
                sink.variable(structs.code.slotName(code, i), value);
            } else {
                sink.item(value, i - locals);
            }
        }
        sink.field("f_code", code);
        if (interpreterFrames) {
            reportIfSet("f_func", structs.frames.function(frame), sink);
            reportIfSet("f_frame", structs.frames.frameObject(frame), sink);
        } else {
            sink.globals("f_globals", structs.frames.globals(frame));
            sink.globals("f_builtins", structs.frames.builtins(frame));
        }
        reportIfSet("f_locals", structs.frames.locals(frame), sink);
    }

    private void reportIfSet(String name, long target, ReferenceSink sink) {
        if (target != 0) {
            sink.field(name, target);
        }
    }

    long sizeBytes(long frame) {
        long code = structs.frames.code(frame);
        long slots = structs.isObject(code) ? (long) structs.code.slotCount(code) + structs.code.stackSize(code) : 0;
        return structs.frames.slotAddress(0, 0) + 8 * slots;
    }
}
