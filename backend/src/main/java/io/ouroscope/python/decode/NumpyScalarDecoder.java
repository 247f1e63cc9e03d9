package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.ExtensionLayout;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// numpy's scalars: one machine value behind the object's head.
final class NumpyScalarDecoder implements Decoder {
    private final List<String> typeNames;
    private final char kind;
    private final int valueBytes;
    private final Memory memory;
    private final NumpyValues values;
    private final int valueOffset;
    private final int unitOffset;
    private final int multipleOffset;

    /// @param kind numpy's letter: `i`, `f`, …, `M` and `m` for dates and their differences
    NumpyScalarDecoder(Structs structs, char kind, int valueBytes, String... typeNames) {
        this.typeNames = List.of(typeNames);
        this.kind = kind;
        this.valueBytes = valueBytes;
        memory = structs.memory;
        values = new NumpyValues(structs);
        ExtensionLayout layout = ExtensionLayout.load("numpy-1", structs.header.sizeBytes());
        valueOffset = layout.struct("PyScalarObject").offset("obval");
        StructLayout date = layout.struct("PyDatetimeScalarObject");
        unitOffset = date.offset("obmeta.base");
        multipleOffset = date.offset("obmeta.num");
    }

    static List<Decoder> all(Structs structs) {
        return List.of(
                new NumpyScalarDecoder(structs, 'b', 1, "numpy.bool_", "numpy.bool"),
                new NumpyScalarDecoder(structs, 'i', 1, "numpy.int8"),
                new NumpyScalarDecoder(structs, 'i', 2, "numpy.int16"),
                new NumpyScalarDecoder(structs, 'i', 4, "numpy.int32"),
                new NumpyScalarDecoder(structs, 'i', 8, "numpy.int64", "numpy.longlong"),
                new NumpyScalarDecoder(structs, 'u', 1, "numpy.uint8"),
                new NumpyScalarDecoder(structs, 'u', 2, "numpy.uint16"),
                new NumpyScalarDecoder(structs, 'u', 4, "numpy.uint32"),
                new NumpyScalarDecoder(structs, 'u', 8, "numpy.uint64", "numpy.ulonglong"),
                new NumpyScalarDecoder(structs, 'f', 2, "numpy.float16"),
                new NumpyScalarDecoder(structs, 'f', 4, "numpy.float32"),
                new NumpyScalarDecoder(structs, 'f', 8, "numpy.float64"),
                new NumpyScalarDecoder(structs, 'f', 16, "numpy.float128", "numpy.longdouble"),
                new NumpyScalarDecoder(structs, 'c', 8, "numpy.complex64"),
                new NumpyScalarDecoder(structs, 'c', 16, "numpy.complex128"),
                new NumpyScalarDecoder(structs, 'c', 32, "numpy.complex256", "numpy.clongdouble"),
                new NumpyScalarDecoder(structs, 'M', 8, "numpy.datetime64"),
                new NumpyScalarDecoder(structs, 'm', 8, "numpy.timedelta64"));
    }

    @Override
    public List<String> typeNames() {
        return typeNames;
    }

    @Override
    public boolean isValid(long scalar) {
        return true;
    }

    @Override
    public PyValue value(long scalar) {
        long at = scalar + valueOffset;
        return switch (kind) {
            case 'M' ->
                call("'" + NumpyValues.date(memory.getLong(at), unit(scalar), memory.getInt(scalar + multipleOffset))
                        + "'");
            case 'm' -> {
                long steps = memory.getLong(at);
                String unit = NumpyTypeNames.unit(unit(scalar), memory.getInt(scalar + multipleOffset));
                String number = steps == Long.MIN_VALUE ? "'NaT'" : Long.toString(steps);
                yield call(unit.isEmpty() ? number : number + ",'" + unit.substring(1, unit.length() - 1) + "'");
            }
            default -> {
                PyValue value = values.value(at, kind, valueBytes, false);
                yield value == null ? new PyValue.Summary("", List.of()) : new PyValue.Typed(value);
            }
        };
    }

    private int unit(long scalar) {
        return memory.getInt(scalar + unitOffset);
    }

    private static PyValue call(String text) {
        return new PyValue.Call("", List.of(PyValue.Member.text("", text)));
    }

    /// numpy adds the size of the value to the object that has it.
    @Override
    public long sizeBytes(long scalar, PyType type) {
        return type.basicSize() + valueBytes;
    }

    @Override
    public long bodyBytes(long scalar, PyType type) {
        return type.basicSize();
    }
}
