package io.ouroscope.python.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.layout.DebugOffsets;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.testing.FakeHeap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Versions that nobody has measured: made by changing the tables of the newest ones.
final class UnmeasuredTest {
    private static final long VERSION_3_16 = 0x031000f0;

    private static PythonProcess discover(FakeHeap fake) {
        return Discovery.discover(fake.memory(), Hints.NONE, Progress.NONE);
    }

    /// The table of `key` with types that are larger by `bytes`, of which `inType` are in the part all types have.
    private static Layout withLargerTypes(String key, int inType, int bytes) {
        Layout table = Layouts.load(key);
        StructLayout heapType = table.struct("PyHeapTypeObject");
        var moved = new HashMap<String, Integer>();
        for (String field : heapType.fieldNames()) {
            if (heapType.offset(field) >= table.struct("PyTypeObject").sizeBytes()) {
                moved.put(field, heapType.offset(field) + inType);
            }
        }
        return table.with(Map.of("PyHeapTypeObject", moved))
                .withSize("PyTypeObject", table.struct("PyTypeObject").sizeBytes() + inType)
                .withSize("PyHeapTypeObject", heapType.sizeBytes() + bytes);
    }

    private static Layout withLaterItems(Layout table, int bytes) {
        StructLayout tuple = table.struct("PyTupleObject");
        return table.with(Map.of("PyTupleObject", Map.of("ob_item", tuple.offset("ob_item") + bytes)))
                .withSize("PyTupleObject", tuple.sizeBytes() + bytes);
    }

    private static void holdsItsObjects(FakeHeap fake) {
        long type = fake.pythonClass("Client", "name");
        long client = fake.instance(type, fake.str("primary"));
        long list = fake.list(client, fake.integer(7));
        long tuple = fake.tuple(list, client);
        PythonProcess process = discover(fake);
        for (long object : new long[] {type, client, list, tuple, fake.type("tuple")}) {
            assertThat(process.census().node(object)).as("0x%x", object).isNotNegative();
        }
        assertThat(process.heap().typeOf(client)).hasToString("app.Client");
        assertThat(process.detection().measured()).isFalse();
        assertThat(process.detection().confidence()).isEqualTo(Detection.Confidence.GUESSED);
        assertThat(process.detection().doubt().orElseThrow()).contains("What could be checked is read as in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.15.2", "3.15.2t"})
    void largerTypesAreReadWhereTheirNamesAre(String newest) {
        holdsItsObjects(FakeHeap.of(withLargerTypes(newest, 8, 16)));
        holdsItsObjects(FakeHeap.of(withLargerTypes(newest, 16, 48)));
        holdsItsObjects(FakeHeap.of(withLargerTypes(newest, 0, 56)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.15.2", "3.15.2t"})
    void tuplesAreReadFromWhereTheirTypeSaysThatItemsBegin(String newest) {
        holdsItsObjects(FakeHeap.of(withLaterItems(withLargerTypes(newest, 8, 16), 8)));
    }

    @Test
    void aTypeOfAnotherSizeIsNotDecodedAndItIsSaid() {
        var fake = FakeHeap.of("3.15.2");
        long list = fake.list(fake.integer(7));
        fake.poke(fake.type("list") + fake.layout().offset("PyTypeObject", "tp_basicsize"), 48);
        fake.integer(8);
        PythonProcess process = discover(fake);
        assertThat(process.census().node(list)).isNotNegative();
        assertThat(process.heap().itemCount(list)).isEqualTo(-1);
        assertThat(process.detection().evidence())
                .contains("list has 48 bytes, not 40 as in 3.15.2: its own fields are not read.");
    }

    /// `_thread.lock` became smaller between 3.13.0 and 3.13.5.
    @Test
    void aStructThatAPatchReleaseChangedIsTakenFromTheTableThatHasItsSize() {
        var fake = FakeHeap.of("3.13.0");
        long deque = fake.type("collections.deque");
        int smaller = Layouts.load("3.13.18").struct("lockobject").sizeBytes();
        fake.poke(deque + fake.layout().offset("PyTypeObject", "tp_name"), fake.cText("_thread.lock"));
        fake.poke(deque + fake.layout().offset("PyTypeObject", "tp_basicsize"), smaller);
        fake.list(fake.integer(7));
        PythonProcess process = Discovery.discover(fake.memory(), new Hints("3.13.3", List.of()), Progress.NONE);
        assertThat(process.detection().evidence()).contains("_thread.lock has 24 bytes: it is read as in 3.13.18.");
        assertThat(process.heap().layout().struct("lockobject").sizeBytes()).isEqualTo(smaller);
        assertThat(process.heap().layout().key()).isEqualTo("3.13.0");
        assertThat(process.heap().misfits()).isEmpty();
    }

    private static long debugOffsets(FakeHeap fake, long version) {
        StructLayout offsets = fake.layout().struct("_Py_DebugOffsets");
        long block = fake.bytes(new byte[offsets.sizeBytes()]) + fake.layout().offset("PyBytesObject", "ob_sval");
        fake.poke(block, DebugOffsets.COOKIE);
        fake.poke(block + 8, version);
        Map.of(
                        "thread_state.interp", fake.layout().offset("PyThreadState", "interp"),
                        "pyobject.ob_type", fake.layout().offset("PyObject", "ob_type"),
                        "type_object.tp_name", fake.layout().offset("PyTypeObject", "tp_name"),
                        "type_object.tp_flags", fake.layout().offset("PyTypeObject", "tp_flags"),
                        "list_object.ob_item", fake.layout().offset("PyListObject", "ob_item"),
                        "dict_object.ma_keys", fake.layout().offset("PyDictObject", "ma_keys"),
                        "float_object.ob_fval", fake.layout().offset("PyFloatObject", "ob_fval"),
                        "unicode_object.length", fake.layout().offset("PyASCIIObject", "length"))
                .forEach((field, offset) -> fake.poke(block + offsets.offset(field), offset));
        return block;
    }

    @Test
    void aNewerVersionIsToldByItsDebugOffsetsAndOpensWithTheNewestTable() {
        var fake = FakeHeap.of("3.15.2");
        long list = fake.list(fake.integer(7));
        debugOffsets(fake, VERSION_3_16);
        PythonProcess process = discover(fake);
        assertThat(process.detection().version()).hasToString("3.16.0");
        assertThat(process.detection().layout()).isEqualTo("3.15.2");
        assertThat(process.detection().measured()).isFalse();
        assertThat(process.detection().doubt().orElseThrow())
                .startsWith("CPython 3.16.0 is newer than what this Ouroscope was made for.");
        assertThat(process.heap().itemCount(list)).isEqualTo(1);
    }

    @Test
    void debugOffsetsInAnotherOrderAreNotUsed() {
        var fake = FakeHeap.of("3.15.2");
        long list = fake.list(fake.integer(7));
        long block = debugOffsets(fake, VERSION_3_16);
        long place = block + fake.layout().struct("_Py_DebugOffsets").offset("list_object.ob_item");
        fake.poke(place, 400);
        PythonProcess process = discover(fake);
        assertThat(process.detection().evidence())
                .contains("Its offsets are listed in another order than in 3.15.2 and were not used.");
        assertThat(process.heap().itemCount(list)).isEqualTo(1);
    }

    @Test
    void anOlderVersionIsRefusedWithItsSize() {
        var fake = FakeHeap.of(withLargerTypes("3.8.18", 0, -16));
        fake.list(fake.integer(7));
        assertThatThrownBy(() -> discover(fake))
                .isInstanceOf(NotPythonException.class)
                .hasMessageContaining("This is a CPython older than 3.8")
                .hasMessageContaining("864 bytes");
    }

    @Test
    void aVersionWhoseTypesCannotBeReadSaysSo() {
        var fake = FakeHeap.of(withLargerTypes("3.15.2", 8, 16));
        fake.list(fake.integer(7));
        fake.poke(fake.type("type") + fake.layout().offset("PyTypeObject", "tp_mro"), 0x10);
        assertThatThrownBy(() -> discover(fake))
                .isInstanceOf(NotPythonException.class)
                .hasMessageContaining("its types are laid out in a way that no table has");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/lib/libpypy3.9-c.so|This is a process of PyPy",
                "/usr/bin/python2.7|This is a process of Python 2",
                "/usr/lib/libpython3.12.so.1.0|the snapshot lacks the interpreter's data",
                "/usr/bin/sleep|No CPython was found: no object"
            })
    void withoutABaseTypeTheMappedFilesSayWhatItMayBe(String row) {
        String[] parts = row.split("\\|", -1);
        var fake = FakeHeap.of("3.12.1");
        fake.poke(fake.type("type") + fake.layout().offset("PyTypeObject", "tp_itemsize"), 0);
        var hints = new Hints(null, List.of("/usr/lib/libc.so.6", parts[0]));
        assertThatThrownBy(() -> Discovery.discover(fake.memory(), hints, Progress.NONE))
                .isInstanceOf(NotPythonException.class)
                .hasMessageContaining(parts[1]);
    }
}
