package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// Cells: variables shared between a function and those inside it.
final class CellDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final int contentsOffset;

    CellDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        contentsOffset = structs.layout.offset("PyCellObject", "ob_ref");
    }

    @Override
    public List<String> typeNames() {
        return List.of("cell");
    }

    @Override
    public boolean isValid(long cell) {
        return structs.isNullOrObject(memory.getLong(cell + contentsOffset));
    }

    @Override
    public PyValue value(long cell) {
        long contents = memory.getLong(cell + contentsOffset);
        return new PyValue.Summary(
                "cell", List.of(contents == 0 ? PyValue.Member.text("", "empty") : PyValue.Member.of("", contents)));
    }

    @Override
    public void references(long cell, ReferenceSink sink) {
        long contents = memory.getLong(cell + contentsOffset);
        if (contents != 0) {
            sink.closure("cell_contents", contents);
        }
    }
}
