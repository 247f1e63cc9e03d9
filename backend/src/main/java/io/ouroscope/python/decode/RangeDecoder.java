package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `range`: four ints, of which a step of 1 is not shown.
final class RangeDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int startOffset;
    private final int stopOffset;
    private final int stepOffset;

    RangeDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "rangeobject", "");
        StructLayout range = structs.layout.struct("rangeobject");
        startOffset = range.offset("start");
        stopOffset = range.offset("stop");
        stepOffset = range.offset("step");
    }

    @Override
    public List<String> typeNames() {
        return List.of("range");
    }

    @Override
    public boolean isValid(long range) {
        return fields.areValid(range);
    }

    @Override
    public PyValue value(long range) {
        PyValue.Member start = PyValue.Member.of("", memory.getLong(range + startOffset));
        PyValue.Member stop = PyValue.Member.of("", memory.getLong(range + stopOffset));
        long step = memory.getLong(range + stepOffset);
        boolean single = structs.isObject(step) && structs.integers.readLong(step, 0) == 1;
        return new PyValue.Call(
                "range", single ? List.of(start, stop) : List.of(start, stop, PyValue.Member.of("", step)));
    }

    @Override
    public void references(long range, ReferenceSink sink) {
        fields.report(range, sink);
    }
}
