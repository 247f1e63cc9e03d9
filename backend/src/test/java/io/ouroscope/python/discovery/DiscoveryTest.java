package io.ouroscope.python.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.index.LongColumn;
import io.ouroscope.index.MemoryColumns;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.testing.FakeHeap;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class DiscoveryTest {
    static final List<String> VERSIONS = Layouts.KEYS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void theInterpreterItsTypesAndObjectsAreFoundWithoutSymbols(String version) {
        var fake = FakeHeap.of(version);
        long type = fake.pythonClass("Client", "name");
        long name = fake.str("primary");
        long client = fake.instance(type, name);
        long list = fake.list(client, fake.integer(7));
        PythonProcess process = Discovery.discover(fake.memory(), new Hints(version, List.of()), Progress.NONE);
        assertThat(process.detection().layout()).isEqualTo(version);
        for (long object : new long[] {client, name, list, type, fake.type("tuple")}) {
            assertThat(process.census().node(object))
                    .as("object at 0x%x", object)
                    .isNotNegative();
        }
        assertThat(process.census().node(client + 8)).isNegative();
        assertThat(process.census().type(process.census().node(client)).name()).isEqualTo("app.Client");
    }

    /// As with two interpreter libraries in one process, one of them never started.
    @Test
    void ofTwoBaseTypesTheOneThatTypesHaveIsTaken() {
        var fake = FakeHeap.of("3.12.1");
        long list = fake.list(fake.integer(7));
        int bytes = fake.layout().struct("PyTypeObject").sizeBytes();
        int typeOffset = fake.layout().offset("PyObject", "ob_type");
        int baseOffset = fake.layout().offset("PyTypeObject", "tp_base");
        byte[] room = new byte[2 * bytes + 32];
        for (int others = 1; others <= 2; others++) {
            long other = fake.bytes(room) + fake.layout().offset("PyBytesObject", "ob_sval");
            long object = other + bytes;
            for (int i = 0; i < bytes; i += 8) {
                fake.poke(other + i, fake.peek(fake.type("type") + i));
                fake.poke(object + i, fake.peek(fake.type("object") + i));
            }
            fake.poke(other + typeOffset, other);
            fake.poke(object + typeOffset, other);
            fake.poke(other + baseOffset, object);
            PythonProcess process = Discovery.discover(fake.memory(), Hints.NONE, Progress.NONE);
            assertThat(process.census().node(list)).as("%d others", others).isNotNegative();
            assertThat(process.detection().evidence()).anyMatch(line -> line.contains("objects look like a base type"));
        }
    }

    /// As in the copy of a stack, where a pointer to a type stands between others.
    @Test
    void aContainerWithoutACollectorsHeadIsNone() {
        var fake = FakeHeap.of("3.12.1");
        long list = fake.list(fake.integer(7));
        long words = fake.list(fake.integer(8));
        fake.poke(words - 16, list);
        fake.poke(words - 8, list);
        PythonProcess process = Discovery.discover(fake.memory(), new Hints("3.12.1", List.of()), Progress.NONE);
        assertThat(process.census().node(list)).isNotNegative();
        assertThat(process.census().node(words)).isNegative();
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aTypesHeadAtTheEndOfMemoryIsNoObject(String version) {
        var fake = FakeHeap.of(version);
        long client = fake.instance(fake.pythonClass("Client", "name"), fake.str("primary"));
        long end = fake.memory().regions().getLast().end();
        fake.poke(end - 8, fake.type("type"));
        PythonProcess process = Discovery.discover(fake.memory(), new Hints(version, List.of()), Progress.NONE);
        assertThat(process.census().node(client)).isNotNegative();
        assertThat(process.census().node(end - 16)).isNegative();
    }

    @Test
    void memoryWithoutPythonIsRefusedInPlainWords() {
        MemorySegment zeros = MemorySegment.ofArray(new byte[1 << 16]);
        var memory = new SegmentedMemory(List.of(new Region(1 << 20, (1 << 20) + (1 << 16), true, false, "", zeros)));
        assertThatThrownBy(() -> Discovery.discover(memory, Hints.NONE, Progress.NONE))
                .isInstanceOf(NotPythonException.class)
                .hasMessageContaining("No CPython was found");
    }

    @Test
    void theAddressIndexFindsExactlyItsAddresses() {
        long seed = Long.getLong("ouroscope.seed", 20261122L);
        var random = new Random(seed);
        var sorted = new TreeSet<Long>(Long::compareUnsigned);
        for (int i = 0; i < 5000; i++) {
            sorted.add(0x7f00_0000_0000L + random.nextInt(1 << 20) * 8L);
        }
        long[] addresses = sorted.stream().mapToLong(Long::longValue).toArray();
        var columns = new MemoryColumns();
        LongColumn column = columns.newLongs("addresses", addresses.length);
        column.setAll(addresses);
        AddressIndex index = AddressIndex.store(column, columns);
        for (int i = 0; i < addresses.length; i++) {
            assertThat(index.find(addresses[i])).as("seed %d", seed).isEqualTo(i);
        }
        for (int i = 0; i < 5000; i++) {
            long address = 0x7f00_0000_0000L + random.nextInt(1 << 23);
            int expected = Math.max(-1, Arrays.binarySearch(addresses, address));
            assertThat(index.find(address)).as("seed %d", seed).isEqualTo(expected);
        }
    }
}
