package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `code` objects.
final class CodeDecoder implements Decoder {
    private static final int LONGEST_NAME = 1024;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final Fields computed;
    private final boolean oneArray;
    private final int cellMapOffset;
    private final int cellNamesOffset;
    private final int opcacheMapOffset;
    private final int opcacheSizeOffset;
    private final int opcacheOffset;
    private final int codeOffset;
    private final int extraOffset;
    private final int computedOffset;
    private final int computedBytes;

    CodeDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "PyCodeObject", "", "co_zombieframe");
        StructLayout code = structs.layout.struct("PyCodeObject");
        oneArray = code.has("co_code_adaptive");
        cellMapOffset = code.offset("co_cell2arg", -1);
        cellNamesOffset = code.offset("co_cellvars", -1);
        opcacheMapOffset = code.offset("co_opcache_map", -1);
        opcacheSizeOffset = code.offset("co_opcache_size", -1);
        opcacheOffset = code.offset("co_opcache", -1);
        codeOffset = code.offset("co_code", -1);
        extraOffset = code.offset("co_extra");
        computedOffset = code.offset("_co_cached", -1);
        computed = computedOffset < 0
                ? Fields.only(structs, code.name(), List.of())
                : new Fields(structs, "_PyCoCached", "_");
        computedBytes =
                computedOffset < 0 ? 0 : structs.layout.struct("_PyCoCached").sizeBytes();
    }

    @Override
    public List<String> typeNames() {
        return List.of("code");
    }

    @Override
    public boolean isValid(long code) {
        return structs.code.isReadable(code)
                && structs.code.firstLine(code) >= 0
                && fields.areValid(code)
                && structs.unicode.isValid(structs.code.name(code))
                && structs.unicode.isValid(structs.code.file(code))
                && (!oneArray || structs.header.length(code) >= 0);
    }

    @Override
    public PyValue value(long code) {
        String name = structs.unicode.read(structs.code.qualname(code), LONGEST_NAME);
        String file = structs.unicode.read(structs.code.file(code), LONGEST_NAME);
        return new PyValue.Summary(
                "code " + name, List.of(PyValue.Member.text("", file + ":" + structs.code.firstLine(code))));
    }

    @Override
    public void references(long code, ReferenceSink sink) {
        fields.report(code, sink);
        long block = computedBlock(code);
        if (block != 0) {
            computed.report(block, sink);
        }
    }

    /// Since 3.12, where the object keeps what its attributes have computed (`co_code`, `co_varnames` …); 0 until one
    /// has.
    private long computedBlock(long code) {
        return computedOffset < 0 ? 0 : memory.getLong(code + computedOffset);
    }

    /// Since 3.11 the instructions stand in the object and its size is rounded up; before, a cell map and an
    /// opcode cache may hang on it. Extra slots are an array behind a count.
    @Override
    public long sizeBytes(long code, PyType type) {
        long extra = memory.getLong(code + extraOffset);
        long extraBytes = extra == 0 ? 0 : 16 + 8 * Math.max(0, memory.getLong(extra) - 1);
        if (oneArray) {
            return (type.defaultSizeBytes(code) + 7 & ~7L) + extraBytes;
        }
        long size = type.basicSize() + extraBytes;
        if (memory.getLong(code + cellMapOffset) != 0) {
            size += 8 * structs.header.length(memory.getLong(code + cellNamesOffset));
        }
        if (opcacheMapOffset >= 0 && memory.getLong(code + opcacheMapOffset) != 0) {
            size += structs.header.length(memory.getLong(code + codeOffset)) / 2
                    + 32L * memory.getUnsignedByte(code + opcacheSizeOffset);
        }
        return size;
    }

    @Override
    public long bodyBytes(long code, PyType type) {
        return oneArray ? type.defaultSizeBytes(code) + 7 & ~7L : type.basicSize();
    }

    @Override
    public void blocks(long code, BlockSink sink) {
        long extra = memory.getLong(code + extraOffset);
        if (extra != 0) {
            sink.block(extra, 16 + 8 * Math.max(0, memory.getLong(extra) - 1));
        }
        long block = computedBlock(code);
        if (block != 0) {
            sink.block(block, computedBytes);
        }
        long cellMap = oneArray ? 0 : memory.getLong(code + cellMapOffset);
        if (cellMap != 0) {
            sink.block(cellMap, 8 * structs.header.length(memory.getLong(code + cellNamesOffset)));
        }
        long map = opcacheMapOffset < 0 ? 0 : memory.getLong(code + opcacheMapOffset);
        if (map != 0) {
            sink.block(map, structs.header.length(memory.getLong(code + codeOffset)) / 2);
            long bytes = 32L * memory.getUnsignedByte(code + opcacheSizeOffset);
            if (bytes > 0) {
                sink.block(memory.getLong(code + opcacheOffset), bytes);
            }
        }
    }

    @Override
    public void facts(long code, FactSink sink) {
        sink.fact("co_firstlineno", Integer.toString(structs.code.firstLine(code)));
        sink.fact("co_stacksize", Integer.toString(structs.code.stackSize(code)));
    }
}
