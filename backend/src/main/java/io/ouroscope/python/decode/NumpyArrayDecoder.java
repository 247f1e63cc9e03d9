package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.layout.ExtensionLayout;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// `numpy.ndarray`: a buffer with shape and strides, or a view of another's.
///
/// The buffer belongs to the array that has OWNDATA; views refer to it by `base`. The same array owns the references of
/// an object array: a view only borrows them. Struct: numpy/ndarraytypes.h, part of numpy's C interface since 1.7 and
/// unchanged in 2.
final class NumpyArrayDecoder implements Decoder {
    /// NPY_MAXDIMS of numpy 2; 32 before.
    private static final int MOST_DIMENSIONS = 64;

    private static final int OWNS_DATA = 4;
    private static final List<String> FLAGS =
            List.of("C_CONTIGUOUS", "F_CONTIGUOUS", "OWNDATA", "ALIGNED", "WRITEABLE", "WRITEBACKIFCOPY");
    private static final int[] FLAG_BITS = {1, 2, OWNS_DATA, 0x100, 0x400, 0x2000};
    private static final int SHOWN = 40;
    private static final int INVALID = -1;

    private final Structs structs;
    private final Memory memory;
    private final NumpyDtypes dtypes;
    private final NumpyTypeNames names;
    private final NumpyValues values;
    private final int structBytes;
    private final int dataOffset;
    private final int dimensionCountOffset;
    private final int dimensionsOffset;
    private final int stridesOffset;
    private final int baseOffset;
    private final int dtypeOffset;
    private final int flagsOffset;
    private final int handlerOffset;

    NumpyArrayDecoder(NumpyDtypes dtypes, NumpyTypeNames names) {
        this.dtypes = dtypes;
        this.names = names;
        structs = dtypes.structs;
        memory = structs.memory;
        values = new NumpyValues(structs);
        StructLayout array =
                ExtensionLayout.load("numpy-1", structs.header.sizeBytes()).struct("PyArrayObject_fields");
        structBytes = array.sizeBytes();
        dataOffset = array.offset("data");
        dimensionCountOffset = array.offset("nd");
        dimensionsOffset = array.offset("dimensions");
        stridesOffset = array.offset("strides");
        baseOffset = array.offset("base");
        dtypeOffset = array.offset("descr");
        flagsOffset = array.offset("flags");
        handlerOffset = array.offset("mem_handler");
    }

    @Override
    public List<String> typeNames() {
        return List.of("numpy.ndarray");
    }

    @Override
    public boolean isValid(long array) {
        int count = dimensionCount(array);
        if (count < 0
                || count > MOST_DIMENSIONS
                || !dtypes.isValid(dtype(array))
                || !structs.isNullOrObject(memory.getLong(array + baseOffset))
                || count > 0
                        && (!memory.isReadable(memory.getLong(array + dimensionsOffset), 8L * count)
                                || !memory.isReadable(memory.getLong(array + stridesOffset), 8L * count))) {
            return false;
        }
        long bytes = dataBytes(array);
        return bytes != INVALID
                && (!ownsData(array) || bytes == 0 || memory.isReadable(data(array), bytes))
                && (!ownsData(array)
                        || dtypes.kind(dtype(array)) != NumpyDtypes.OBJECT
                        || structs.areReferences(data(array), bytes / 8));
    }

    private int dimensionCount(long array) {
        return memory.getInt(array + dimensionCountOffset);
    }

    private long dtype(long array) {
        return memory.getLong(array + dtypeOffset);
    }

    private long data(long array) {
        return memory.getLong(array + dataOffset);
    }

    private int flags(long array) {
        return memory.getInt(array + flagsOffset);
    }

    private boolean ownsData(long array) {
        return (flags(array) & OWNS_DATA) != 0;
    }

    private long dimension(long array, int index) {
        return memory.getLong(memory.getLong(array + dimensionsOffset) + 8L * index);
    }

    private long stride(long array, int index) {
        return memory.getLong(memory.getLong(array + stridesOffset) + 8L * index);
    }

    /// How many elements, INVALID if a dimension is negative or the product overflows.
    private long elementCount(long array) {
        long product = 1;
        boolean empty = false;
        for (int i = 0; i < dimensionCount(array); i++) {
            long dimension = dimension(array, i);
            empty |= dimension == 0;
            long most = Long.MAX_VALUE / 2 / Math.max(1, dimension);
            if (dimension < 0 || product > most) {
                return INVALID;
            }
            product *= Math.max(1, dimension);
        }
        return empty ? 0 : product;
    }

    private long dataBytes(long array) {
        long elements = elementCount(array);
        long size = dtypes.itemSize(dtype(array));
        return elements < 0 || size > 0 && elements > Long.MAX_VALUE / size ? INVALID : elements * size;
    }

    /// Where the element stands that is the `index`-th in C order.
    private long element(long array, long index) {
        long at = data(array);
        long rest = index;
        for (int i = dimensionCount(array) - 1; i >= 0; i--) {
            long dimension = Math.max(1, dimension(array, i));
            at += rest % dimension * stride(array, i);
            rest /= dimension;
        }
        return at;
    }

    private String numbers(long array, boolean strides) {
        int count = dimensionCount(array);
        var text = new StringJoiner(", ", "(", count == 1 ? ",)" : ")");
        for (int i = 0; i < count; i++) {
            text.add(Long.toString(strides ? stride(array, i) : dimension(array, i)));
        }
        return text.toString();
    }

    @Override
    public PyValue value(long array) {
        long dtype = dtype(array);
        long elements = elementCount(array);
        var start = new ArrayList<PyValue>();
        try {
            for (long i = 0; i < Math.min(elements, SHOWN); i++) {
                PyValue value = elementValue(dtype, element(array, i));
                if (value == null) {
                    break;
                }
                start.add(value);
            }
        } catch (UnreadableAddressException e) {
            // A buffer that is not in the snapshot (a mapped file, a device) is shown without its elements.
        }
        return new PyValue.Array(numbers(array, false), names.name(dtype), List.copyOf(start), elements);
    }

    private @Nullable PyValue elementValue(long dtype, long at) {
        char kind = dtypes.kind(dtype);
        boolean swapped = dtypes.isSwapped(dtype);
        return kind == 'M' || kind == 'm'
                ? names.date(dtype, values.signed(at, Long.BYTES, swapped))
                : values.value(at, kind, dtypes.itemSize(dtype), swapped);
    }

    @Override
    public void references(long array, ReferenceSink sink) {
        report(array, "base", baseOffset, sink);
        report(array, "dtype", dtypeOffset, sink);
        if (hasHandler(array)) {
            report(array, "mem_handler", handlerOffset, sink);
        }
        if (ownsData(array) && sink.wantsItems()) {
            items(array, sink);
        }
    }

    /// numpy before 1.22 has no such field; its arrays are smaller.
    private boolean hasHandler(long array) {
        long type = structs.header.type(array);
        return structs.types.basicSize(type) >= structBytes
                && structs.isNullOrObject(memory.getLong(array + handlerOffset));
    }

    private void report(long array, String name, int offset, ReferenceSink sink) {
        long target = memory.getLong(array + offset);
        if (target != 0) {
            sink.field(name, target);
        }
    }

    /// The references that the array's own buffer holds, in the order of memory.
    private void items(long array, ReferenceSink sink) {
        long[] offsets = dtypes.objectOffsets(dtype(array));
        long size = dtypes.itemSize(dtype(array));
        if (offsets.length == 0 || size == 0) {
            return;
        }
        long data = data(array);
        long elements = dataBytes(array) / size;
        for (long i = 0; i < elements; i++) {
            for (long offset : offsets) {
                long target = memory.getLong(data + i * size + offset);
                if (target != 0) {
                    sink.item(target, i);
                    if (!sink.wantsItems()) {
                        return;
                    }
                }
            }
        }
    }

    private boolean isOfObjects(long array) {
        return dtypes.kind(dtype(array)) == NumpyDtypes.OBJECT && dtypes.itemSize(dtype(array)) == 8;
    }

    @Override
    public long itemCount(long array) {
        return isOfObjects(array) ? elementCount(array) : -1;
    }

    @Override
    public void items(long array, long from, long to, EntryVisitor visitor) {
        long end = isOfObjects(array) ? Math.min(to, elementCount(array)) : 0;
        for (long i = from; i < end; i++) {
            long item = memory.getLong(element(array, i));
            if (item != 0 && !visitor.entry(i, 0, item)) {
                return;
            }
        }
    }

    @Override
    public long sizeBytes(long array, PyType type) {
        return type.basicSize() + 16L * dimensionCount(array) + (ownsData(array) ? dataBytes(array) : 0);
    }

    /// Lengths and strides are one block.
    @Override
    public void blocks(long array, BlockSink sink) {
        int count = dimensionCount(array);
        if (count > 0) {
            sink.block(memory.getLong(array + dimensionsOffset), 16L * count);
        }
        if (ownsData(array) && dataBytes(array) > 0) {
            sink.block(data(array), dataBytes(array));
        }
    }

    @Override
    public void facts(long array, FactSink sink) {
        sink.fact("dtype.name", names.name(dtype(array)));
        sink.fact("shape", numbers(array, false));
        sink.fact("strides", numbers(array, true));
        sink.fact("itemsize", Long.toString(dtypes.itemSize(dtype(array))));
        sink.fact("nbytes", Long.toString(dataBytes(array)));
        sink.fact("data", "0x" + Long.toHexString(data(array)));
        var flags = new StringJoiner(" | ");
        for (int i = 0; i < FLAG_BITS.length; i++) {
            if ((flags(array) & FLAG_BITS[i]) != 0) {
                flags.add(FLAGS.get(i));
            }
        }
        sink.fact("flags", flags.length() == 0 ? "0" : flags.toString());
    }
}
