package io.ouroscope.testing;

import io.ouroscope.python.layout.ExtensionLayout;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.StructLayout;
import java.util.Map;

/// numpy's objects in a [FakeHeap], written through the layout table of numpy 1 or 2.
public final class FakeNumpy {
    private static final int HAS_OBJECTS = 1;

    private final FakeHeap fake;
    private final StructLayout dtype;
    private final StructLayout array;
    private final long dtypeType;
    private final long arrayType;

    /// @param table `numpy-1` or `numpy-2`
    public FakeNumpy(FakeHeap fake, String table) {
        this.fake = fake;
        ExtensionLayout layout =
                ExtensionLayout.load(table, fake.layout().struct("PyObject").sizeBytes());
        dtype = layout.struct("PyArray_Descr");
        array = layout.struct("PyArrayObject_fields");
        dtypeType = fake.nativeType("numpy.dtype", 0, dtype.sizeBytes(), 0);
        arrayType = fake.nativeType("numpy.ndarray", 0, array.sizeBytes(), 0);
    }

    public long arrayType() {
        return arrayType;
    }

    private void set(StructLayout struct, long object, String name, long value) {
        Field field = struct.field(name);
        for (int i = 0; i < field.size(); i++) {
            fake.pokeByte(object + field.offset() + i, (int) (value >>> 8 * i));
        }
    }

    /// @param kind numpy's letter
    public long dtype(char kind, int number, long itemBytes, Map<String, Long> more) {
        long object = fake.nativeObject(dtypeType, 0);
        set(dtype, object, "typeobj", dtypeType);
        set(dtype, object, "kind", kind);
        set(dtype, object, "byteorder", itemBytes == 1 || kind == 'O' ? '|' : '=');
        set(dtype, object, "type_num", number);
        set(dtype, object, "elsize", itemBytes);
        set(dtype, object, "alignment", kind == 'V' ? 1 : Math.min(8, itemBytes));
        set(dtype, object, "flags", kind == 'O' ? HAS_OBJECTS : 0);
        more.forEach((name, value) -> set(dtype, object, name, value));
        return object;
    }

    public long int32() {
        return dtype('i', 5, 4, Map.of());
    }

    public long objects() {
        return dtype('O', 17, 8, Map.of());
    }

    /// A structured type: name, dtype and offset of each field in turn.
    public long structured(long bytes, boolean objects, Object... fields) {
        long[] names = new long[fields.length / 3];
        long[] entries = new long[2 * names.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = fake.str((String) fields[3 * i]);
            entries[2 * i] = names[i];
            entries[2 * i + 1] = fake.tuple((Long) fields[3 * i + 1], fake.integer((Integer) fields[3 * i + 2]));
        }
        return dtype(
                'V',
                20,
                bytes,
                Map.of(
                        "names",
                        fake.tuple(names),
                        "fields",
                        fake.dict(entries),
                        "flags",
                        objects ? (long) HAS_OBJECTS : 0L,
                        "byteorder",
                        (long) '|'));
    }

    /// @param shape and strides of the same length
    public long array(long dtype, long data, long base, int flags, long[] shape, long[] strides) {
        long object = fake.nativeObject(arrayType, 0);
        set(array, object, "data", data);
        set(array, object, "nd", shape.length);
        set(array, object, "dimensions", buffer(shape));
        set(array, object, "strides", buffer(strides));
        set(array, object, "base", base);
        set(array, object, "descr", dtype);
        set(array, object, "flags", flags);
        return object;
    }

    /// Changes a field of an array.
    public void setArray(long object, String field, long value) {
        set(array, object, field, value);
    }

    /// Words somewhere in memory.
    public long buffer(long... words) {
        byte[] content = new byte[8 * words.length];
        long bytes = fake.bytes(content) + fake.layout().offset("PyBytesObject", "ob_sval");
        for (int i = 0; i < words.length; i++) {
            fake.poke(bytes + 8L * i, words[i]);
        }
        return bytes;
    }
}
