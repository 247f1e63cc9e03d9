package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Features;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;

/// `code` objects: names, file, slots and the line of an instruction.
public final class CodeObjects {
    private static final int CELL = 0x40;
    private static final int FREE = 0x80;
    private static final int HIDDEN = 0x10;
    private static final int NO_LINE_STEP = -128;
    /// Form of a location entry without location.
    private static final int NO_LOCATION = 15;
    /// CO_OPTIMIZED: a function's code, whose variables are slots (Include/cpython/code.h).
    private static final int OPTIMIZED = 1;
    /// More local variables than this is rubbish; CPython's own limit is the int range.
    private static final int MOST_SLOTS = 1 << 20;

    private final Memory memory;
    private final Features.Lines lines;
    private final boolean oneArray;
    private final int bytes;
    private final int nameOffset;
    private final int qualnameOffset;
    private final int fileOffset;
    private final int firstLineOffset;
    private final int stackSizeOffset;
    private final int lineTableOffset;
    private final int codeOffset;
    private final int localNamesOffset;
    private final int cellNamesOffset;
    private final int freeNamesOffset;
    private final int kindsOffset;
    private final int slotCountOffset;
    private final int tupleLengthOffset;
    private final int tupleItemsOffset;
    private final int bytesDataOffset;
    private final int flagsOffset;
    private final int copiesOffset;
    private final int exceptionTableOffset;

    public CodeObjects(Memory memory, Layout layout) {
        this.memory = memory;
        StructLayout code = layout.struct("PyCodeObject");
        lines = layout.features().lines();
        oneArray = code.has("co_localsplusnames");
        bytes = code.sizeBytes();
        nameOffset = code.offset("co_name");
        qualnameOffset = code.offset("co_qualname", nameOffset);
        fileOffset = code.offset("co_filename");
        firstLineOffset = code.offset("co_firstlineno");
        stackSizeOffset = code.offset("co_stacksize");
        lineTableOffset = lines == Features.Lines.LNOTAB ? code.offset("co_lnotab") : code.offset("co_linetable");
        codeOffset = oneArray ? code.offset("co_code_adaptive") : code.offset("co_code");
        localNamesOffset = oneArray ? code.offset("co_localsplusnames") : code.offset("co_varnames");
        cellNamesOffset = code.offset("co_cellvars", -1);
        freeNamesOffset = code.offset("co_freevars", -1);
        kindsOffset = code.offset("co_localspluskinds", -1);
        slotCountOffset = code.offset("co_nlocalsplus", -1);
        tupleLengthOffset = layout.offset("PyVarObject", "ob_size");
        tupleItemsOffset = layout.offset("PyTupleObject", "ob_item");
        bytesDataOffset = layout.offset("PyBytesObject", "ob_sval");
        flagsOffset = code.offset("co_flags");
        copiesOffset = code.offset("co_tlbc", -1);
        exceptionTableOffset = code.offset("co_exceptiontable", -1);
    }

    public boolean isReadable(long code) {
        return memory.isReadable(code, bytes);
    }

    /// Address of the str.
    public long name(long code) {
        return memory.getLong(code + nameOffset);
    }

    /// Address of the str; the plain name before 3.11.
    public long qualname(long code) {
        return memory.getLong(code + qualnameOffset);
    }

    public boolean hasQualname() {
        return qualnameOffset != nameOffset;
    }

    /// Address of the str.
    public long file(long code) {
        return memory.getLong(code + fileOffset);
    }

    public int firstLine(long code) {
        return memory.getInt(code + firstLineOffset);
    }

    public int stackSize(long code) {
        return memory.getInt(code + stackSizeOffset);
    }

    /// Whether it is a function's: local variables are slots, not entries of a mapping as in modules and
    /// class bodies.
    public boolean isFunction(long code) {
        return (memory.getInt(code + flagsOffset) & OPTIMIZED) != 0;
    }

    /// Address of the array of copies that threads run, 0 if there is none.
    public long copies(long code) {
        return copiesOffset < 0 ? 0 : memory.getLong(code + copiesOffset);
    }

    /// Address of the first instruction (3.11+); where `co_code` points before.
    public long instructions(long code) {
        return oneArray ? code + codeOffset : memory.getLong(code + codeOffset) + bytesDataOffset;
    }

    /// Address of the bytes object that says which handlers cover which instructions, 0 before 3.11.
    public long exceptionTable(long code) {
        return exceptionTableOffset < 0 ? 0 : memory.getLong(code + exceptionTableOffset);
    }

    /// How many slots a frame has before its value stack: locals, cells, free variables.
    public int slotCount(long code) {
        long count = oneArray
                ? memory.getInt(code + slotCountOffset)
                : length(code, localNamesOffset) + length(code, cellNamesOffset) + length(code, freeNamesOffset);
        if (count < 0 || count > MOST_SLOTS) {
            throw new io.ouroscope.memory.UnreadableAddressException(code + Math.max(slotCountOffset, 0), 4);
        }
        return (int) count;
    }

    /// Address of the str that names a slot.
    public long slotName(long code, int slot) {
        if (oneArray) {
            return item(memory.getLong(code + localNamesOffset), slot);
        }
        int locals = (int) length(code, localNamesOffset);
        int cells = (int) length(code, cellNamesOffset);
        if (slot < locals) {
            return item(memory.getLong(code + localNamesOffset), slot);
        }
        return slot < locals + cells
                ? item(memory.getLong(code + cellNamesOffset), slot - locals)
                : item(memory.getLong(code + freeNamesOffset), slot - locals - cells);
    }

    /// Whether the slot holds a cell once the function's first instructions ran.
    public boolean isCell(long code, int slot) {
        return oneArray ? (kinds(code, slot) & (CELL | FREE)) != 0 : slot >= length(code, localNamesOffset);
    }

    /// A variable of the function around it, passed in by closure.
    public boolean isFree(long code, int slot) {
        return oneArray
                ? (kinds(code, slot) & FREE) != 0
                : slot >= length(code, localNamesOffset) + length(code, cellNamesOffset);
    }

    /// A comprehension's variable, not visible to the function.
    public boolean isHidden(long code, int slot) {
        return oneArray && (kinds(code, slot) & HIDDEN) != 0;
    }

    private int kinds(long code, int slot) {
        return memory.getUnsignedByte(memory.getLong(code + kindsOffset) + bytesDataOffset + slot);
    }

    private long length(long code, int tupleOffset) {
        return memory.getLong(memory.getLong(code + tupleOffset) + tupleLengthOffset);
    }

    private long item(long tuple, int index) {
        return memory.getLong(tuple + tupleItemsOffset + 8L * index);
    }

    /// The source line of the instruction at byte `position` of the code; the first line for a position
    /// before it, 0 for an instruction that the compiler gave no line (3.10+) and where the table cannot
    /// be read.
    public int line(long code, int position) {
        int firstLine = firstLine(code);
        if (position < 0) {
            return firstLine;
        }
        long table = memory.getLong(code + lineTableOffset);
        long size = memory.getLong(table + tupleLengthOffset);
        if (size < 0 || !memory.isReadable(table + bytesDataOffset, size)) {
            return 0;
        }
        long start = table + bytesDataOffset;
        return switch (lines) {
            case LNOTAB -> lineOfPairs(start, start + size, firstLine, position);
            case RANGES -> lineOfRanges(start, start + size, firstLine, position);
            case LOCATIONS -> lineOfLocations(start, start + size, firstLine, position);
        };
    }

    private int lineOfPairs(long from, long end, int firstLine, int position) {
        int line = firstLine;
        int address = 0;
        for (long at = from; at + 1 < end; at += 2) {
            address += memory.getUnsignedByte(at);
            if (address > position) {
                break;
            }
            line += memory.getByte(at + 1);
        }
        return line;
    }

    private int lineOfRanges(long from, long end, int firstLine, int position) {
        int line = firstLine;
        int address = 0;
        for (long at = from; at + 1 < end; at += 2) {
            int step = memory.getByte(at + 1);
            if (step != NO_LINE_STEP) {
                line += step;
            }
            address += memory.getUnsignedByte(at);
            if (address > position) {
                return step == NO_LINE_STEP ? 0 : line;
            }
        }
        return 0;
    }

    private int lineOfLocations(long from, long end, int firstLine, int position) {
        int line = firstLine;
        int address = 0;
        long at = from;
        while (at < end) {
            int first = memory.getUnsignedByte(at++);
            int form = first >> 3 & 15;
            int length = ((first & 7) + 1) * 2;
            if (form == 13 || form == 14) {
                long value = 0;
                int shift = 0;
                int part;
                do {
                    part = memory.getUnsignedByte(at++);
                    value |= (long) (part & 63) << shift;
                    shift += 6;
                } while ((part & 64) != 0 && at < end && shift < 36);
                line += (int) ((value & 1) != 0 ? -(value >> 1) : value >> 1);
            } else if (form >= 10 && form <= 12) {
                line += form - 10;
            }
            while (at < end && memory.getByte(at) >= 0) {
                at++;
            }
            address += length;
            if (address > position) {
                return form == NO_LOCATION ? 0 : line;
            }
        }
        return 0;
    }
}
