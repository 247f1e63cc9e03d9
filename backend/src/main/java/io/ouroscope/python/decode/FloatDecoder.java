package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `float`: eight bytes of any value.
final class FloatDecoder implements Decoder {
    private final Memory memory;
    private final int valueOffset;

    FloatDecoder(Structs structs) {
        memory = structs.memory;
        valueOffset = structs.layout.offset("PyFloatObject", "ob_fval");
    }

    @Override
    public List<String> typeNames() {
        return List.of("float");
    }

    @Override
    public boolean isValid(long object) {
        return true;
    }

    @Override
    public PyValue value(long object) {
        return new PyValue.Real(Double.longBitsToDouble(memory.getLong(object + valueOffset)));
    }
}
