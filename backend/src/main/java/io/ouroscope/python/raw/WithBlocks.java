package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.layout.Features;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import java.util.Arrays;

/// Which `with` blocks a frame is inside, and where on its value stack the ways out of them stand.
///
/// Told from what the interpreter itself would use if an exception came now: the frame's stack of blocks, or since
/// 3.11 the code's table of handlers. Both name the depth of the value stack at the handler, so the answer is exact
/// also while the frame executes and its own depth is not saved, and what is left in slots from before is never taken
/// for an exit.
public final class WithBlocks {
    private static final int[] NONE = {};
    /// The compiler nests 20 blocks; each may have two handlers around it.
    private static final int MOST_HANDLERS = 64;

    private static final int UNIT_BYTES = 2;
    private static final int LARGEST_TABLE = 1 << 24;

    private final Memory memory;
    private final FrameStructs frames;
    private final CodeObjects code;
    private final Features.Exits exits;
    private final int exitOpcode;
    private final int handlerUnit;
    private final int countOffset;
    private final int blocksOffset;
    private final int blockBytes;
    private final int handlerOffset;
    private final int levelOffset;
    private final int lengthOffset;
    private final int bytesOffset;

    WithBlocks(Memory memory, Layout layout, FrameStructs frames, CodeObjects code) {
        this.memory = memory;
        this.frames = frames;
        this.code = code;
        exits = layout.features().exits();
        exitOpcode = layout.features().exitOpcode();
        handlerUnit = layout.features().positions() == Features.Positions.LASTI_BYTES ? 1 : UNIT_BYTES;
        lengthOffset = layout.offset("PyVarObject", "ob_size");
        bytesOffset = layout.offset("PyBytesObject", "ob_sval");
        if (exits == Features.Exits.BLOCK_STACK) {
            StructLayout block = layout.struct("PyTryBlock");
            countOffset = layout.offset("PyFrameObject", "f_iblock");
            blocksOffset = layout.offset("PyFrameObject", "f_blockstack");
            blockBytes = block.sizeBytes();
            handlerOffset = block.offset("b_handler");
            levelOffset = block.offset("b_level");
        } else {
            countOffset = -1;
            blocksOffset = -1;
            blockBytes = 0;
            handlerOffset = -1;
            levelOffset = -1;
        }
    }

    /// Whether the answer for a frame depends on nothing but its code and its position in it.
    public boolean dependOnPosition() {
        return exits != Features.Exits.BLOCK_STACK;
    }

    /// Indexes on the value stack, from its bottom, of the exits of the blocks that the frame is inside, innermost
    /// first. Where an exit takes two slots, the second is that of the object.
    public int[] exits(long frame) {
        return exits == Features.Exits.BLOCK_STACK ? byBlocks(frame) : byTable(frame);
    }

    /// Address of the exit at an index: a bound method; 0 if no object is there.
    public long exit(long frame, int index) {
        return frames.slot(frame, code.slotCount(frames.code(frame)) + index);
    }

    /// The first argument that stands beside the exit, 0 if there is none and the exit has it itself.
    public long argument(long frame, int index) {
        return exits == Features.Exits.TABLE_PAIRS ? exit(frame, index + 1) : 0;
    }

    private int[] byBlocks(long frame) {
        int count = memory.getInt(frame + countOffset);
        if (count <= 0 || count > MOST_HANDLERS) {
            return NONE;
        }
        int[] found = new int[count];
        int size = 0;
        for (int i = count - 1; i >= 0; i--) {
            long block = frame + blocksOffset + (long) i * blockBytes;
            int handler = memory.getInt(block + handlerOffset) * handlerUnit;
            int level = memory.getInt(block + levelOffset);
            if (handler >= 0 && level > 0 && level <= frames.stackSize(frame) && isExit(frame, handler)) {
                found[size++] = level - 1;
            }
        }
        return Arrays.copyOf(found, size);
    }

    private boolean isExit(long frame, int position) {
        try {
            return frames.opcode(frame, position) == exitOpcode;
        } catch (UnreadableAddressException torn) {
            return false;
        }
    }

    /// From handler to the handler around it: each is itself covered by the one outside.
    private int[] byTable(long frame) {
        int position = frames.position(frame);
        if (position < 0) {
            return NONE;
        }
        long table = code.exceptionTable(frames.code(frame));
        int slots = exits == Features.Exits.TABLE_PAIRS ? 2 : 1;
        int[] found = new int[MOST_HANDLERS];
        int size = 0;
        int unit = position / UNIT_BYTES;
        for (int step = 0; step < MOST_HANDLERS; step++) {
            long handler = handler(table, unit);
            if (handler < 0) {
                break;
            }
            int target = (int) (handler >>> 32);
            int depth = (int) handler;
            // The first instruction of a handler pushes the exception.
            if (depth >= slots && depth <= frames.stackSize(frame) && isExit(frame, (target + 1) * UNIT_BYTES)) {
                found[size++] = depth - slots;
            }
            unit = target;
        }
        return Arrays.copyOf(found, size);
    }

    /// Target and depth of the handler that covers an instruction, in one word; -1 if none does.
    private long handler(long table, int unit) {
        long length = table == 0 ? 0 : memory.getLong(table + lengthOffset);
        if (length <= 0 || length > LARGEST_TABLE || !memory.isReadable(table + bytesOffset, length)) {
            return -1;
        }
        long end = table + bytesOffset + length;
        long[] at = {table + bytesOffset};
        while (at[0] < end) {
            int start = number(at, end);
            int size = number(at, end);
            int target = number(at, end);
            int depth = number(at, end) >> 1;
            if (unit < start) {
                return -1;
            }
            if (unit < start + size) {
                return (long) target << 32 | depth;
            }
        }
        return -1;
    }

    /// Six bits in each byte, the highest first; one bit says that more follow.
    private int number(long[] at, long end) {
        int value = 0;
        while (at[0] < end) {
            int part = memory.getUnsignedByte(at[0]++);
            value = value << 6 & 0x7fffffff | part & 63;
            if ((part & 64) == 0) {
                break;
            }
        }
        return value;
    }
}
