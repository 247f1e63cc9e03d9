package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Features;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;

/// Generators, coroutines and async generators: one struct, state and frame.
public final class Generators {
    private static final int YIELD_FROM_TO_310 = 72;
    private static final int RESUME = 151;
    /// Instrumented opcodes of 3.12 begin here; their RESUME has the same argument.
    private static final int FIRST_INSTRUMENTED = 237;
    /// RESUME_QUICK of 3.11; in 3.12 the number means YIELD_VALUE, which never follows a suspended instruction.
    private static final int RESUME_QUICK = 150;

    private final Memory memory;
    private final FrameStructs frames;
    private final CodeObjects code;
    private final Features.Generators encoding;
    private final int nameOffset;
    private final int qualnameOffset;
    private final int codeOffset;
    private final int frameOffset;
    private final int stateOffset;
    private final int runningOffset;
    private final int bytes;

    public Generators(Memory memory, Layout layout, FrameStructs frames, CodeObjects code) {
        this.memory = memory;
        this.frames = frames;
        this.code = code;
        encoding = layout.features().generators();
        StructLayout generator = layout.struct("PyGenObject");
        nameOffset = generator.offset("gi_name");
        qualnameOffset = generator.offset("gi_qualname");
        codeOffset = generator.offset("gi_code", -1);
        boolean objects = layout.features().frames() == Features.Frames.OBJECTS;
        frameOffset = objects ? generator.offset("gi_frame") : generator.offset("gi_iframe");
        stateOffset = generator.offset("gi_frame_state", -1);
        runningOffset = generator.offset("gi_running", -1);
        bytes = objects ? generator.sizeBytes() : frameOffset;
    }

    public boolean isReadable(long generator) {
        return memory.isReadable(generator, bytes);
    }

    public long name(long generator) {
        return memory.getLong(generator + nameOffset);
    }

    public long qualname(long generator) {
        return memory.getLong(generator + qualnameOffset);
    }

    public GeneratorState state(long generator) {
        if (encoding == Features.Generators.FRAME_OBJECT || encoding == Features.Generators.FRAME_STATE) {
            return oldState(generator);
        }
        int state = memory.getByte(generator + stateOffset);
        return switch (encoding) {
            case FROM_MINUS_TWO ->
                switch (state) {
                    case -2 -> GeneratorState.CREATED;
                    case -1 -> isAwaiting(frame(generator)) ? GeneratorState.AWAITING : GeneratorState.YIELDED;
                    case 0 -> GeneratorState.EXECUTING;
                    default -> GeneratorState.FINISHED;
                };
            case FROM_MINUS_THREE ->
                switch (state) {
                    case -3 -> GeneratorState.CREATED;
                    case -2 -> GeneratorState.YIELDED;
                    case -1 -> GeneratorState.AWAITING;
                    case 0 -> GeneratorState.EXECUTING;
                    default -> GeneratorState.FINISHED;
                };
            case FROM_ZERO ->
                switch (state) {
                    case 0 -> GeneratorState.CREATED;
                    case 1 -> GeneratorState.YIELDED;
                    case 2, 3 -> GeneratorState.AWAITING;
                    case 4 -> GeneratorState.EXECUTING;
                    default -> GeneratorState.FINISHED;
                };
            case FRAME_OBJECT, FRAME_STATE -> throw new IllegalStateException("handled above");
        };
    }

    private GeneratorState oldState(long generator) {
        long frame = memory.getLong(generator + frameOffset);
        if (frame == 0) {
            return GeneratorState.FINISHED;
        }
        if (runningOffset >= 0 && memory.getByte(generator + runningOffset) != 0) {
            return GeneratorState.EXECUTING;
        }
        if (encoding == Features.Generators.FRAME_STATE && frames.state(frame) >= 0) {
            return frames.state(frame) == 0 ? GeneratorState.EXECUTING : GeneratorState.FINISHED;
        }
        if (frames.position(frame) < 0) {
            return GeneratorState.CREATED;
        }
        return isAwaiting(frame) ? GeneratorState.AWAITING : GeneratorState.YIELDED;
    }

    /// Up to 3.12 only the instruction tells an await from a plain yield.
    private boolean isAwaiting(long frame) {
        int next = frames.position(frame) + 2;
        if (encoding == Features.Generators.FROM_MINUS_TWO) {
            int opcode = frames.opcode(frame, next);
            return (opcode == RESUME || opcode == RESUME_QUICK || opcode >= FIRST_INSTRUMENTED)
                    && frames.argument(frame, next) >= 2;
        }
        return frames.opcode(frame, next) == YIELD_FROM_TO_310;
    }

    /// Address of the frame struct; 0 when finished.
    public long frame(long generator) {
        if (stateOffset < 0) {
            return memory.getLong(generator + frameOffset);
        }
        int state = memory.getByte(generator + stateOffset);
        boolean finished = encoding == Features.Generators.FROM_ZERO ? state >= 5 : state >= 1;
        return finished ? 0 : generator + frameOffset;
    }

    /// Address of the code object, also of a finished generator where it is kept; 0 if unknown.
    public long code(long generator) {
        if (codeOffset >= 0) {
            return memory.getLong(generator + codeOffset);
        }
        return frames.code(generator + frameOffset);
    }

    /// What a suspended generator awaits or yields from, 0 if nothing.
    public long awaited(long generator) {
        return state(generator) == GeneratorState.AWAITING ? frames.awaitedSlot(frame(generator)) : 0;
    }

    /// sys.getsizeof without what lies before the object.
    public long sizeBytes(long generator, long basicSize) {
        if (stateOffset < 0) {
            return basicSize;
        }
        long codeObject = code(generator);
        if (codeObject == 0 || !code.isReadable(codeObject)) {
            return basicSize;
        }
        long slots = (long) code.slotCount(codeObject) + code.stackSize(codeObject);
        return frames.slotAddress(frameOffset, 0) + 8 * slots;
    }
}
