package io.ouroscope.python.decode;

import io.ouroscope.python.raw.Integers;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `bool`: the ints 0 and 1 under their names.
final class BoolDecoder implements Decoder {
    private final Integers integers;

    BoolDecoder(Structs structs) {
        integers = structs.integers;
    }

    @Override
    public List<String> typeNames() {
        return List.of("bool");
    }

    @Override
    public boolean isValid(long bool) {
        if (!integers.isValid(bool)) {
            return false;
        }
        long value = integers.readLong(bool, -1);
        return value == 0 || value == 1;
    }

    @Override
    public PyValue value(long bool) {
        return new PyValue.Constant(integers.readLong(bool, 0) == 1 ? "True" : "False");
    }

    @Override
    public long sizeBytes(long bool, PyType type) {
        return integers.sizeBytes(bool, type.basicSize());
    }
}
