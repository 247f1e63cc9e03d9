package io.ouroscope.python.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.testing.FakeHeap;
import io.ouroscope.testing.FakeNumpy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// numpy's objects over every version of CPython and both layouts of numpy.
final class NumpyDecodersTest {
    private static final int OWNS_DATA = 4;

    static Stream<Arguments> versions() {
        return Layouts.KEYS.stream()
                .flatMap(version -> Stream.of("numpy-1", "numpy-2").map(table -> Arguments.of(version, table)));
    }

    private static String text(FakeHeap fake, long object) {
        return Previewer.text(new Previewer(fake.heap()).preview(object, 400));
    }

    private static List<String> references(FakeHeap fake, long object) {
        var references = new ArrayList<String>();
        fake.heap().references(object, new ReferenceSink() {
            @Override
            public void reference(long target, EdgeClass edge) {
                references.add(edge + " " + Long.toHexString(target));
            }

            @Override
            public void item(long target, long index) {
                references.add("[" + index + "] " + Long.toHexString(target));
            }
        });
        return references;
    }

    private static String slot(long target) {
        return EdgeClass.SLOT + " " + Long.toHexString(target);
    }

    private static List<Long> memory(FakeHeap fake, long... objects) {
        var bytes = new ArrayList<Long>();
        for (long object : objects) {
            bytes.add(fake.heap().memoryBytes(object));
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anArrayShowsShapeTypeAndElementsInTheOrderOfItsStrides(String version, String table) {
        var fake = FakeHeap.of(version);
        var numpy = new FakeNumpy(fake, table);
        long data = numpy.buffer(0x2_0000_0001L, 0x4_0000_0003L, 0x6_0000_0005L);
        long dtype = numpy.int32();
        long array = numpy.array(dtype, data, 0, OWNS_DATA, new long[] {2, 3}, new long[] {12, 4});
        long transposed = numpy.array(dtype, data, array, 0, new long[] {3, 2}, new long[] {4, 12});
        long reversed = numpy.array(dtype, data + 20, array, 0, new long[] {6}, new long[] {-4});
        assertThat(text(fake, array)).isEqualTo("numpy.ndarray([1, 2, 3, 4, 5, 6], shape=(2, 3), dtype=int32)");
        assertThat(text(fake, transposed)).contains("[1, 4, 2, 5, 3, 6], shape=(3, 2)");
        assertThat(text(fake, reversed)).contains("[6, 5, 4, 3, 2, 1], shape=(6,)");
        assertThat(references(fake, transposed)).containsExactly(slot(array), slot(dtype));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theBufferCountsOnceInTheArrayThatOwnsIt(String version, String table) {
        var fake = FakeHeap.of(version);
        var numpy = new FakeNumpy(fake, table);
        long data = numpy.buffer(new long[500]);
        long dtype = numpy.int32();
        long array = numpy.array(dtype, data, 0, OWNS_DATA, new long[] {1000}, new long[] {4});
        long view = numpy.array(dtype, data, array, 0, new long[] {1000}, new long[] {4});
        List<Long> memory = memory(fake, array, view);
        assertThat(memory.get(0) - memory.get(1)).isBetween(4000L, 4032L);
        assertThat(fake.heap().sizeBytes(array) - fake.heap().sizeBytes(view)).isEqualTo(4000);
        assertThat(memory.get(1)).isLessThan(200);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theItemsOfAnObjectArrayBelongToItsOwnerAlone(String version, String table) {
        var fake = FakeHeap.of(version);
        var numpy = new FakeNumpy(fake, table);
        long first = fake.str("first");
        long second = fake.list(first);
        long data = numpy.buffer(first, second, 0);
        long dtype = numpy.objects();
        long array = numpy.array(dtype, data, 0, OWNS_DATA, new long[] {3}, new long[] {8});
        long view = numpy.array(dtype, data + 8, array, 0, new long[] {1}, new long[] {8});
        assertThat(references(fake, array))
                .containsExactly(slot(dtype), "[0] " + Long.toHexString(first), "[1] " + Long.toHexString(second));
        assertThat(references(fake, view)).containsExactly(slot(array), slot(dtype));
        assertThat(fake.heap().itemCount(view)).isEqualTo(1);
        assertThat(text(fake, view)).isEqualTo("numpy.ndarray([['first']], shape=(1,), dtype=object)");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void objectsInAStructuredArrayAreFoundByTheirOffsets(String version, String table) {
        var fake = FakeHeap.of(version);
        var numpy = new FakeNumpy(fake, table);
        long first = fake.str("first");
        long second = fake.str("second");
        long inner = numpy.structured(12, true, "pad", numpy.int32(), 0, "held", numpy.objects(), 4);
        long outer = numpy.structured(16, true, "id", numpy.int32(), 0, "inner", inner, 4);
        long data = numpy.buffer(0, first, 0, second);
        long array = numpy.array(outer, data, 0, OWNS_DATA, new long[] {2}, new long[] {16});
        assertThat(references(fake, array))
                .containsExactly(slot(outer), "[0] " + Long.toHexString(first), "[1] " + Long.toHexString(second));
        assertThat(text(fake, outer))
                .isEqualTo("numpy.dtype([('id', '<i4'), ('inner', [('pad', '<i4'), ('held', 'O')])])");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anArrayWithoutDimensionsHoldsOneElement(String version, String table) {
        var fake = FakeHeap.of(version);
        var numpy = new FakeNumpy(fake, table);
        long array = numpy.array(numpy.int32(), numpy.buffer(7), 0, OWNS_DATA, new long[0], new long[0]);
        assertThat(text(fake, array)).isEqualTo("numpy.ndarray([7], shape=(), dtype=int32)");
        assertThat(fake.heap().sizeBytes(array))
                .isEqualTo(fake.heap().typeOf(array).basicSize() + 4);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void impossibleArraysAreBroken(String version, String table) {
        var fake = FakeHeap.of(version);
        var numpy = new FakeNumpy(fake, table);
        long dtype = numpy.int32();
        long data = numpy.buffer(1, 2);
        for (long[] shape : new long[][] {{-1}, {1L << 40}, {1L << 62, 1L << 62}, {Long.MAX_VALUE}}) {
            long array = numpy.array(dtype, data, 0, OWNS_DATA, shape, new long[shape.length]);
            assertThat(fake.heap().value(array)).isInstanceOf(PyValue.Broken.class);
        }
        long array = numpy.array(dtype, data, 0, OWNS_DATA, new long[] {1}, new long[] {4});
        assertThat(fake.heap().value(array)).isInstanceOf(PyValue.Array.class);
        numpy.setArray(array, "nd", 65);
        assertThat(fake.heap().value(array)).isInstanceOf(PyValue.Broken.class);
        numpy.setArray(array, "nd", 1);
        numpy.setArray(array, "descr", fake.str("no dtype"));
        assertThat(fake.heap().value(array)).isInstanceOf(PyValue.Broken.class);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aViewOfMemoryThatIsNotThereStillShowsItsShape(String version, String table) {
        var fake = FakeHeap.of(version);
        var numpy = new FakeNumpy(fake, table);
        long array = numpy.array(numpy.int32(), 0x1000, 0, 0, new long[] {1L << 40}, new long[] {4});
        assertThat(text(fake, array)).contains("shape=(1099511627776,), dtype=int32");
    }

    static List<String> pythons() {
        return Layouts.KEYS;
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void scalarsReadAsCallsOfTheirTypes(String version) {
        var fake = FakeHeap.of(version);
        long head = fake.layout().struct("PyObject").sizeBytes();
        long real =
                fake.nativeObject(fake.nativeType("numpy.float64", 0, head + 8, 0), 0, Double.doubleToRawLongBits(1.5));
        long single =
                fake.nativeObject(fake.nativeType("numpy.float32", 0, head + 8, 0), 0, Float.floatToRawIntBits(0.1f));
        long unsigned = fake.nativeObject(fake.nativeType("numpy.uint64", 0, head + 8, 0), 0, -1);
        long half = fake.nativeObject(fake.nativeType("numpy.float16", 0, head + 8, 0), 0, 0x2e66);
        long date = fake.nativeObject(
                fake.nativeType("numpy.datetime64", 0, head + 16, 0), 0, 1_577_923_200L, 7 | 1L << 32);
        long difference = fake.nativeObject(
                fake.nativeType("numpy.timedelta64", 0, head + 16, 0), 0, Long.MIN_VALUE, 4 | 1L << 32);
        assertThat(text(fake, real)).isEqualTo("numpy.float64(1.5)");
        assertThat(text(fake, single)).isEqualTo("numpy.float32(0.1)");
        assertThat(text(fake, unsigned)).isEqualTo("numpy.uint64(18446744073709551615)");
        assertThat(text(fake, half)).isEqualTo("numpy.float16(0.1)");
        assertThat(text(fake, date)).isEqualTo("numpy.datetime64('2020-01-02T00:00:00')");
        assertThat(text(fake, difference)).isEqualTo("numpy.timedelta64('NaT','D')");
    }
}
