package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.ExtensionLayout;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.List;

/// numpy's element types as numpy writes them: `int32`, `>u2`, `|S5`, `[('id', '<i8'), ('grid', '<i2', (2, 3))]`.
final class NumpyTypeNames {
    private static final int DEEPEST = 4;
    private static final int LONGEST = 2000;
    private static final int LONGEST_NAME = 100;
    /// NPY_DATETIMEUNIT, from 0; the third is no longer used.
    private static final List<String> UNITS =
            List.of("Y", "M", "W", "", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as");

    private final Structs structs;
    private final Memory memory;
    private final NumpyDtypes dtypes;
    private final StructLayout metadata;

    NumpyTypeNames(NumpyDtypes dtypes) {
        this.dtypes = dtypes;
        structs = dtypes.structs;
        memory = structs.memory;
        metadata = ExtensionLayout.load("numpy-1", structs.header.sizeBytes()).struct("PyArray_DatetimeDTypeMetaData");
    }

    /// As `str(dtype)`.
    String name(long dtype) {
        long bits = 8 * dtypes.itemSize(dtype);
        return switch (dtypes.kind(dtype)) {
            case 'T' -> "StringDType()";
            case 'b' -> "bool";
            case 'O' -> "object";
            case 'i' -> dtypes.isSwapped(dtype) ? code(dtype) : "int" + bits;
            case 'u' -> dtypes.isSwapped(dtype) ? code(dtype) : "uint" + bits;
            case 'f' -> dtypes.isSwapped(dtype) ? code(dtype) : "float" + bits;
            case 'c' -> dtypes.isSwapped(dtype) ? code(dtype) : "complex" + bits;
            case 'M' -> dtypes.isSwapped(dtype) ? code(dtype) : "datetime64" + unit(dtype);
            case 'm' -> dtypes.isSwapped(dtype) ? code(dtype) : "timedelta64" + unit(dtype);
            case 'V' -> {
                long item = dtypes.subarrayItem(dtype);
                String text = item == 0 ? fields(dtype, DEEPEST) : "(" + subarray(dtype, item, DEEPEST) + ")";
                yield text.isEmpty() ? code(dtype) : text;
            }
            default -> code(dtype);
        };
    }

    private String code(long dtype) {
        return order(dtype) + letter(dtype);
    }

    private char order(long dtype) {
        char order = dtypes.byteOrder(dtype);
        return order == '=' ? '<' : order;
    }

    private String letter(long dtype) {
        char kind = dtypes.kind(dtype);
        long size = dtypes.itemSize(dtype);
        return switch (kind) {
            case 'O' -> "O";
            case 'M', 'm' -> kind + "8" + unit(dtype);
            case 'U' -> kind + Long.toString(size / 4);
            default -> kind + Long.toString(size);
        };
    }

    /// As it stands in a list of fields, where what has no byte order is written without `|`.
    private String inList(long dtype, int depth) {
        long item = dtypes.subarrayItem(dtype);
        if (item != 0) {
            return subarray(dtype, item, depth);
        }
        String fields = depth == 0 ? "" : fields(dtype, depth - 1);
        if (!fields.isEmpty()) {
            return fields;
        }
        char order = order(dtype);
        String code = dtypes.kind(dtype) == 'b' ? "?" : letter(dtype);
        return "'" + (order == '|' ? "" : order) + code + "'";
    }

    private String subarray(long dtype, long item, int depth) {
        if (depth == 0 || !dtypes.isValid(item)) {
            return "…";
        }
        return inList(item, depth - 1) + ", " + shape(dtypes.tuple(dtypes.subarrayShape(dtype)));
    }

    private String shape(LongArrayList lengths) {
        var text = new ArrayList<String>();
        for (long length : lengths) {
            boolean known = structs.isObject(length) && structs.integers.isValid(length);
            text.add(known ? Long.toString(structs.integers.readLong(length, -1)) : "?");
        }
        return "(" + String.join(", ", text) + (text.size() == 1 ? ",)" : ")");
    }

    /// The fields of a structured type, empty for others.
    private String fields(long dtype, int depth) {
        if (dtypes.names(dtype) == 0) {
            return "";
        }
        var text = new StringBuilder("[");
        boolean[] cut = {false};
        dtypes.visitFields(dtype, (name, type, offset) -> {
            if (text.length() > LONGEST) {
                cut[0] = true;
                return;
            }
            String read = structs.isObject(name) ? structs.unicode.read(name, LONGEST_NAME) : null;
            text.append(text.length() > 1 ? ", " : "")
                    .append("('")
                    .append(read == null ? "?" : read)
                    .append("', ")
                    .append(inList(type, depth))
                    .append(')');
        });
        return text.append(cut[0] ? ", …]" : "]").toString();
    }

    /// `[D]`, `[25us]`; empty without a unit.
    String unit(long dtype) {
        long struct = dtypes.metadata(dtype);
        return struct == 0
                ? ""
                : unit(
                        memory.getInt(struct + metadata.offset("meta.base")),
                        memory.getInt(struct + metadata.offset("meta.num")));
    }

    /// An element of a type of dates or their differences.
    PyValue date(long dtype, long steps) {
        long struct = dtypes.metadata(dtype);
        if (struct == 0 || dtypes.kind(dtype) == 'm') {
            return new PyValue.Constant(steps == Long.MIN_VALUE ? "'NaT'" : Long.toString(steps));
        }
        int unit = memory.getInt(struct + metadata.offset("meta.base"));
        int multiple = memory.getInt(struct + metadata.offset("meta.num"));
        return new PyValue.Constant("'" + NumpyValues.date(steps, unit, multiple) + "'");
    }

    /// The same of a unit and its multiple.
    static String unit(int base, int multiple) {
        return base < 0 || base >= UNITS.size() ? "" : "[" + (multiple == 1 ? "" : multiple) + UNITS.get(base) + "]";
    }
}
