package io.ouroscope.python.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.testing.FakeHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Decoders over heaps written through the layout table of every version.
final class DecodersTest {
    static final List<String> VERSIONS = Layouts.KEYS.stream()
            .filter(key -> Layouts.load(key).has("dequeobject"))
            .toList();

    @Test
    void everyTableButTheUnfinishedOnesIsTested() {
        assertThat(VERSIONS)
                .hasSizeGreaterThanOrEqualTo(12)
                .contains("3.8.18", "3.11.7", "3.12.1", "3.13.18", "3.14.4t");
    }

    private static String text(FakeHeap fake, long object) {
        return new Previewer(fake.heap()).text(object);
    }

    private static List<Long> references(FakeHeap fake, long object) {
        var targets = new ArrayList<Long>();
        fake.heap().references(object, (target, edge) -> targets.add(target));
        return targets;
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void intsOfAnySignAndSizeReadBack(String version) {
        var fake = FakeHeap.of(version);
        for (long value : new long[] {0, 1, -1, 5, 1 << 30, -(1L << 30), 1234567890123456789L, Long.MIN_VALUE + 1}) {
            long integer = fake.integer(value);
            assertThat(text(fake, integer)).isEqualTo(Long.toString(value));
            assertThat(fake.heap().integer(integer, 99)).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void anIntWithTooLargeADigitIsBroken(String version) {
        var fake = FakeHeap.of(version);
        long integer = fake.integer(1 << 29);
        int digits = fake.heap().structs().integers.digitsOffset();
        fake.poke(integer + digits, 0xffff_ffffL);
        assertThat(fake.heap().value(integer)).isInstanceOf(PyValue.Broken.class);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void stringsOfEachWidthReadAsPythonWritesThem(String version) {
        var fake = FakeHeap.of(version);
        assertThat(text(fake, fake.str("plain"))).isEqualTo("'plain'");
        assertThat(text(fake, fake.str(""))).isEqualTo("''");
        assertThat(text(fake, fake.str("café"))).isEqualTo("'café'");
        assertThat(text(fake, fake.str("日本"))).isEqualTo("'日本'");
        assertThat(text(fake, fake.str("🐍"))).isEqualTo("'🐍'");
        assertThat(text(fake, fake.str("it's"))).isEqualTo("\"it's\"");
        assertThat(text(fake, fake.str("a\n\u0000\u200b"))).isEqualTo("'a\\n\\x00\\u200b'");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void containersPrintTheirItemsAsLinks(String version) {
        var fake = FakeHeap.of(version);
        long one = fake.integer(1);
        long text = fake.str("x");
        assertThat(text(fake, fake.list(one, text))).isEqualTo("[1, 'x']");
        assertThat(text(fake, fake.list())).isEqualTo("[]");
        assertThat(text(fake, fake.tuple(one))).isEqualTo("(1,)");
        assertThat(text(fake, fake.tuple())).isEqualTo("()");
        assertThat(text(fake, fake.set(text))).isEqualTo("{'x'}");
        assertThat(text(fake, fake.set())).isEqualTo("set()");
        assertThat(text(fake, fake.dict(text, one, one, fake.none()))).isEqualTo("{'x': 1, 1: None}");
        assertThat(text(fake, fake.bytes((byte) 'a', (byte) 0))).isEqualTo("b'a\\x00'");
        assertThat(new Previewer(fake.heap()).preview(fake.list(one)))
                .anySatisfy(span -> assertThat(span.address()).isEqualTo(one));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aLongFirstItemLeavesRoomForTheOthers(String version) {
        var fake = FakeHeap.of(version);
        long type = fake.pythonClass("Client", "loop", "host");
        long[] many = new long[500];
        Arrays.setAll(many, i -> fake.integer(1000 + i));
        long client = fake.instance(type, fake.list(many), fake.str("db1"));
        assertThat(text(fake, client)).startsWith("<app.Client loop=[1000, ").endsWith(" more] host='db1'>");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aListThatContainsItselfEnds(String version) {
        var fake = FakeHeap.of(version);
        long list = fake.list(0, 0);
        long items = fake.peek(list + fake.layout().offset("PyListObject", "ob_item"));
        fake.poke(items, list);
        fake.poke(items + 8, fake.integer(2));
        assertThat(text(fake, list)).isEqualTo("[…, 2]");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void instancesKeepTheirAttributesWhereTheVersionDoes(String version) {
        var fake = FakeHeap.of(version);
        long type = fake.pythonClass("Client", "host", "port", "unset", "tags");
        long host = fake.str("db1");
        long port = fake.integer(5432);
        long tags = fake.list();
        long client = fake.instance(type, host, port, 0, tags);
        Heap heap = fake.heap();
        assertThat(heap.typeOf(client).name()).isEqualTo("app.Client");
        assertThat(text(fake, client)).isEqualTo("<app.Client host='db1' port=5432 tags=[]>");
        assertThat(heap.attribute(client, "port")).isEqualTo(port);
        assertThat(heap.attribute(client, "unset")).isZero();
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void referencesAreExactlyWhatTheObjectHolds(String version) {
        var fake = FakeHeap.of(version);
        long one = fake.integer(1);
        long key = fake.str("k");
        assertThat(references(fake, fake.list(one, one))).containsExactly(one, one);
        assertThat(references(fake, fake.dict(key, one))).containsExactlyInAnyOrder(key, one);
        assertThat(references(fake, fake.cell(one))).containsExactly(one);
        assertThat(references(fake, fake.set(one, key))).containsExactly(one, key);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aListThatIsBeingSortedIsAListWithoutItems(String version) {
        var fake = FakeHeap.of(version);
        long list = fake.list(fake.integer(1));
        fake.poke(list + fake.layout().offset("PyVarObject", "ob_size"), 0);
        fake.poke(list + fake.layout().offset("PyListObject", "ob_item"), 0);
        fake.poke(list + fake.layout().offset("PyListObject", "allocated"), -1);
        assertThat(text(fake, list)).isEqualTo("[]");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aListLongerThanItsMemoryIsBrokenAndHasNoReferences(String version) {
        var fake = FakeHeap.of(version);
        long list = fake.list(fake.integer(1));
        fake.poke(list + fake.layout().offset("PyVarObject", "ob_size"), 1L << 50);
        assertThat(fake.heap().value(list)).isInstanceOf(PyValue.Broken.class);
        assertThat(text(fake, list)).startsWith("<broken at 0x");
    }

    /// A torn or hostile snapshot gives values or `Broken`, never an exception, a hang or unbounded memory.
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void spoiledBytesNeverThrow(String version) {
        long seed = Long.getLong("ouroscope.seed", 20261122L);
        var random = new Random(seed);
        var fake = FakeHeap.of(version);
        long type = fake.pythonClass("Thing", "a", "b");
        var objects = new ArrayList<Long>();
        for (int i = 0; i < 20; i++) {
            long list = fake.list(fake.integer(i), fake.str("s" + i), fake.real(i / 3.0));
            objects.add(fake.instance(type, list, fake.dict(fake.str("k"), list)));
            objects.add(fake.tuple(list, fake.set(fake.integer(i)), fake.bytes((byte) i)));
            objects.add(fake.cell(list));
        }
        int used = fake.usedBytes();
        for (int round = 0; round < 300; round++) {
            long address = FakeHeap.BASE + 4096 + random.nextInt((used - 4096) / 8) * 8L;
            long old = fake.peek(address);
            fake.poke(
                    address,
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextLong();
                        case 1 -> old ^ 1L << random.nextInt(64);
                        case 2 -> FakeHeap.BASE + random.nextInt(used);
                        default -> random.nextInt(5) - 2;
                    });
            try {
                var heap = fake.heap();
                var previewer = new Previewer(heap);
                for (long object : objects) {
                    previewer.text(object);
                    heap.references(object, (target, edge) -> {});
                    heap.memoryBytes(object);
                    heap.itemCount(object);
                }
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " round " + round + " word 0x" + Long.toHexString(address), e);
            }
            fake.poke(address, old);
        }
    }
}
