package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Features;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;

/// Python frames as structs: `PyFrameObject` up to 3.10, `_PyInterpreterFrame` since 3.11.
///
/// A frame is named by its struct's address; a frame *object* of 3.11+ points to it. Slots (locals, cells, free
/// variables, then the value stack) may hold tagged words since 3.14; [#object] removes the tag.
public final class FrameStructs {
    private static final long TAG_MASK = 3;
    private static final long TAGGED_INT = 3;
    private static final long TAGGED_NULL = 1;
    private static final long NOT_COUNTED = 1;
    /// Values that one frame's stack can hold as far as we read it; compilers ask for some tens.
    private static final int LARGEST_STACK = 1 << 16;
    /// Frames that stand for a piece of C code between Python frames (`_frameowner` in pycore_frame.h).
    private static final int FIRST_OWNER_WITHOUT_CODE = 3;
    /// Array of a code object's copies for threads: the number of them, then pointers
    /// (Include/cpython/code.h, 3.14).
    private static final int FIRST_COPY_OFFSET = 8;

    private final Memory memory;
    private final CodeObjects code;
    private final Features.Frames frames;
    private final Features.Positions positions;
    private final int codeOffset;
    private final int functionOffset;
    private final int globalsOffset;
    private final int builtinsOffset;
    private final int localsOffset;
    private final int frameObjectOffset;
    private final int previousOffset;
    private final int positionOffset;
    private final int slotsOffset;
    private final int depthOffset;
    private final int stackStartOffset;
    private final int ownerOffset;
    private final int stateOffset;
    private final int copyIndexOffset;

    public FrameStructs(Memory memory, Layout layout, CodeObjects code) {
        this.memory = memory;
        this.code = code;
        frames = layout.features().frames();
        positions = layout.features().positions();
        boolean objects = frames == Features.Frames.OBJECTS;
        StructLayout frame = layout.struct(objects ? "PyFrameObject" : "_PyInterpreterFrame");
        codeOffset = frame.offset("f_code", frame.offset("f_executable", -1));
        functionOffset = frame.offset("f_funcobj", frame.offset("f_func", -1));
        globalsOffset = frame.offset("f_globals");
        builtinsOffset = frame.offset("f_builtins");
        localsOffset = frame.offset("f_locals");
        frameObjectOffset = frame.offset("frame_obj", -1);
        previousOffset = objects ? frame.offset("f_back") : frame.offset("previous");
        positionOffset = switch (positions) {
            case LASTI_BYTES, LASTI_UNITS -> frame.offset("f_lasti");
            case PREVIOUS_INSTRUCTION -> frame.offset("prev_instr");
            case INSTRUCTION -> frame.offset("instr_ptr");
        };
        slotsOffset = objects ? frame.offset("f_localsplus") : frame.offset("localsplus");
        depthOffset = switch (frames) {
            case OBJECTS -> frame.offset("f_stackdepth", frame.offset("f_stacktop", -1));
            case INTERPRETER -> frame.offset("stacktop");
            case TAGGED, TAGGED_SECOND -> frame.offset("stackpointer");
        };
        stackStartOffset = frame.offset("f_valuestack", -1);
        ownerOffset = frame.offset("owner", -1);
        stateOffset = frame.offset("f_state", -1);
        copyIndexOffset = frame.offset("tlbc_index", -1);
    }

    /// Whether everything before the slots is in the snapshot.
    public boolean isReadable(long frame) {
        return memory.isReadable(frame, slotsOffset);
    }

    /// Whether it stands for C code that called Python, not for a Python function.
    public boolean isShim(long frame) {
        return ownerOffset >= 0 && memory.getByte(frame + ownerOffset) >= FIRST_OWNER_WITHOUT_CODE;
    }

    /// Address of the code object; check before use, shim frames have none.
    public long code(long frame) {
        return object(memory.getLong(frame + codeOffset));
    }

    /// Address of the function object, 0 before 3.11.
    public long function(long frame) {
        return functionOffset < 0 ? 0 : object(memory.getLong(frame + functionOffset));
    }

    public long globals(long frame) {
        return memory.getLong(frame + globalsOffset);
    }

    public long builtins(long frame) {
        return memory.getLong(frame + builtinsOffset);
    }

    /// The mapping of a class body or of exec, 0 in functions.
    public long locals(long frame) {
        return memory.getLong(frame + localsOffset);
    }

    /// The frame object made for this frame, 0 if none.
    public long frameObject(long frame) {
        return frameObjectOffset < 0 ? frame : memory.getLong(frame + frameObjectOffset);
    }

    public long previous(long frame) {
        return memory.getLong(frame + previousOffset);
    }

    /// Who owns the struct: 0 a thread, 1 a generator, 2 a frame object, 3 and 4 the interpreter's C
    /// code.
    public int owner(long frame) {
        return ownerOffset < 0 ? 2 : memory.getByte(frame + ownerOffset);
    }

    /// `f_state` of 3.10.
    public int state(long frame) {
        return memory.getByte(frame + stateOffset);
    }

    /// Byte offset of the current instruction in its code, negative if it has not started.
    public int position(long frame) {
        return switch (positions) {
            case LASTI_BYTES -> memory.getInt(frame + positionOffset);
            case LASTI_UNITS -> 2 * memory.getInt(frame + positionOffset);
            case PREVIOUS_INSTRUCTION, INSTRUCTION ->
                (int) (memory.getLong(frame + positionOffset) - instructions(frame));
        };
    }

    /// Where the instructions begin that this frame runs. In free-threaded builds since 3.14 threads run
    /// copies of their own, whose first is the code object's.
    private long instructions(long frame) {
        long codeObject = code(frame);
        long copies = copyIndexOffset < 0 ? 0 : code.copies(codeObject);
        int index = copies == 0 ? 0 : memory.getInt(frame + copyIndexOffset);
        if (index <= 0 || index >= memory.getLong(copies)) {
            return code.instructions(codeObject);
        }
        return memory.getLong(copies + FIRST_COPY_OFFSET + (long) index * Long.BYTES);
    }

    public int line(long frame) {
        return code.line(code(frame), position(frame));
    }

    public long slotAddress(long frame, int slot) {
        return frame + slotsOffset + 8L * slot;
    }

    /// The object in a slot, 0 if it is unbound or holds no object.
    public long slot(long frame, int slot) {
        return object(memory.getLong(slotAddress(frame, slot)));
    }

    /// Whether the word in a slot is part of the count of the object it names; since 3.14 some borrow.
    public boolean counts(long frame, int slot) {
        return isCounted(memory.getLong(slotAddress(frame, slot)));
    }

    public boolean countsCode(long frame) {
        return isCounted(memory.getLong(frame + codeOffset));
    }

    public boolean countsFunction(long frame) {
        return functionOffset >= 0 && isCounted(memory.getLong(frame + functionOffset));
    }

    private boolean isCounted(long word) {
        return !isTagged() || (word & NOT_COUNTED) == 0;
    }

    private boolean isTagged() {
        return frames == Features.Frames.TAGGED || frames == Features.Frames.TAGGED_SECOND;
    }

    /// Slots in use, locals and value stack together; only the locals where the depth of the stack is
    /// not saved.
    public int usedSlots(long frame) {
        return code.slotCount(code(frame)) + Math.max(0, stackDepth(frame));
    }

    /// How many values the value stack holds, -1 if that is not saved: while the frame executes.
    public int stackDepth(long frame) {
        long codeObject = code(frame);
        int locals = code.slotCount(codeObject);
        long depth = switch (frames) {
            case OBJECTS -> oldStackDepth(frame);
            case INTERPRETER -> (long) memory.getInt(frame + depthOffset) - locals;
            case TAGGED, TAGGED_SECOND -> {
                long pointer = memory.getLong(frame + depthOffset);
                yield pointer == 0 ? -1 : (pointer - frame - slotsOffset) / Long.BYTES - locals;
            }
        };
        return depth < 0 || depth > stackSize(frame) ? -1 : (int) depth;
    }

    /// How many values the value stack has room for.
    public int stackSize(long frame) {
        return Math.clamp(code.stackSize(code(frame)), 0, LARGEST_STACK);
    }

    private long oldStackDepth(long frame) {
        if (positions == Features.Positions.LASTI_UNITS) {
            return memory.getInt(frame + depthOffset);
        }
        long top = memory.getLong(frame + depthOffset);
        return top == 0 ? -1 : (top - memory.getLong(frame + stackStartOffset)) / Long.BYTES;
    }

    /// What stands on the value stack where a suspended await leaves the awaited object, 0 if nothing.
    public long awaitedSlot(long frame) {
        int used = usedSlots(frame);
        int fromTop = frames == Features.Frames.TAGGED_SECOND ? 2 : 1;
        return used - fromTop < code.slotCount(code(frame)) ? 0 : slot(frame, used - fromTop);
    }

    /// The code unit (opcode, argument) at byte `position`.
    public int opcode(long frame, int position) {
        return memory.getUnsignedByte(instructions(frame) + position);
    }

    public int argument(long frame, int position) {
        return memory.getUnsignedByte(instructions(frame) + position + 1);
    }

    private long object(long word) {
        if (!isTagged()) {
            return word;
        }
        return word == TAGGED_NULL || (word & TAG_MASK) == TAGGED_INT ? 0 : word & ~TAG_MASK;
    }
}
