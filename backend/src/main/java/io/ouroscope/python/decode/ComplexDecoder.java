package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `complex`: two floats.
final class ComplexDecoder implements Decoder {
    private final Memory memory;
    private final int valueOffset;

    ComplexDecoder(Structs structs) {
        memory = structs.memory;
        valueOffset = structs.layout.offset("PyComplexObject", "cval");
    }

    @Override
    public List<String> typeNames() {
        return List.of("complex");
    }

    @Override
    public boolean isValid(long object) {
        return true;
    }

    @Override
    public PyValue value(long object) {
        return new PyValue.Complex(
                Double.longBitsToDouble(memory.getLong(object + valueOffset)),
                Double.longBitsToDouble(memory.getLong(object + valueOffset + Double.BYTES)));
    }
}
