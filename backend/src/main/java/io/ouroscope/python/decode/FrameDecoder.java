package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// Frame objects: up to 3.10 the frame itself, since 3.11 a handle that owns the frame only after it ended.
final class FrameDecoder implements Decoder {
    private static final int LONGEST_NAME = 1024;
    private static final int OWNED_BY_FRAME_OBJECT = 2;

    private final Structs structs;
    private final Memory memory;
    private final FrameSlots slots;
    private final int frameOffset;
    private final int backOffset;
    private final int traceOffset;
    private final int ownFrameOffset;

    FrameDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        slots = new FrameSlots(structs);
        StructLayout frame = structs.layout.struct("PyFrameObject");
        frameOffset = frame.offset("f_frame", -1);
        backOffset = frame.offset("f_back");
        traceOffset = frame.offset("f_trace");
        ownFrameOffset = frame.offset("_f_frame_data", -1);
    }

    @Override
    public List<String> typeNames() {
        return List.of("frame");
    }

    /// Address of the frame struct.
    private long struct(long frame) {
        return frameOffset < 0 ? frame : memory.getLong(frame + frameOffset);
    }

    @Override
    public boolean isValid(long frame) {
        long struct = struct(frame);
        return memory.isReadable(struct, 80)
                && structs.isNullOrObject(memory.getLong(frame + backOffset))
                && structs.isObject(structs.frames.code(struct));
    }

    @Override
    public PyValue value(long frame) {
        long struct = struct(frame);
        long code = structs.frames.code(struct);
        String name = structs.unicode.read(structs.code.qualname(code), LONGEST_NAME);
        String file = structs.unicode.read(structs.code.file(code), LONGEST_NAME);
        return new PyValue.Summary(
                "frame " + name, List.of(PyValue.Member.text("", file + ":" + structs.frames.line(struct))));
    }

    @Override
    public void references(long frame, ReferenceSink sink) {
        long back = memory.getLong(frame + backOffset);
        if (back != 0) {
            sink.field("f_back", back);
        }
        long trace = memory.getLong(frame + traceOffset);
        if (trace != 0) {
            sink.field("f_trace", trace);
        }
        long struct = struct(frame);
        if (structs.frames.owner(struct) == OWNED_BY_FRAME_OBJECT) {
            slots.report(struct, new ReferenceSink() {
                @Override
                public void reference(long target, EdgeClass edge) {
                    if (target != frame) {
                        sink.reference(target, edge);
                    }
                }

                @Override
                public void variable(long name, long target) {
                    sink.variable(name, target);
                }

                @Override
                public void field(String name, long target) {
                    if (target != frame) {
                        sink.field(name, target);
                    }
                }
            });
        }
    }

    @Override
    public long sizeBytes(long frame, PyType type) {
        long struct = struct(frame);
        return frameOffset < 0 ? slots.sizeBytes(struct) : ownFrameOffset + slots.sizeBytes(struct);
    }
}
