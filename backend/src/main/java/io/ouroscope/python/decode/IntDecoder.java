package io.ouroscope.python.decode;

import io.ouroscope.python.raw.Integers;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `int`: any size.
final class IntDecoder implements Decoder {
    /// Digits of 30 bits that are read for a preview: some 5,000 decimal digits.
    private static final int MOST_DIGITS = 550;

    private final Integers integers;

    IntDecoder(Structs structs) {
        integers = structs.integers;
    }

    @Override
    public List<String> typeNames() {
        return List.of("int");
    }

    @Override
    public boolean isValid(long integer) {
        return integers.isValid(integer);
    }

    @Override
    public PyValue value(long integer) {
        return new PyValue.Int(integers.read(integer, MOST_DIGITS), integers.digits(integer));
    }

    /// Up to 3.11 zero has no digit (24 bytes before 3.11); since 3.12 the size never goes below one digit.
    @Override
    public long sizeBytes(long integer, PyType type) {
        return integers.sizeBytes(integer, type.basicSize());
    }
}
