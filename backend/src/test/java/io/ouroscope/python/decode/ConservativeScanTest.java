package io.ouroscope.python.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.python.layout.Layouts;
import io.ouroscope.testing.FakeHeap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// C types that nobody has described: which words of their instances become references.
final class ConservativeScanTest {
    static final List<String> VERSIONS = Layouts.KEYS;

    private static long head(FakeHeap fake) {
        return fake.layout().struct("PyObject").sizeBytes();
    }

    /// `+0x18 → target` for conservative references, the class and target for others.
    private static List<String> references(Heap heap, long object) {
        var references = new ArrayList<String>();
        boolean whole = heap.references(object, new ReferenceSink() {
            @Override
            public void reference(long target, EdgeClass edge) {
                references.add(edge + " " + Long.toHexString(target));
            }

            @Override
            public void conservative(long offset, long target) {
                references.add("+" + offset + " " + Long.toHexString(target));
            }
        });
        assertThat(whole).isTrue();
        return references;
    }

    private static String word(long offset, long target) {
        return "+" + offset + " " + Long.toHexString(target);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aWordThatIsExactlyAnObjectsAddressIsAReference(String version) {
        var fake = FakeHeap.of(version);
        long held = fake.str("held");
        long other = fake.list(held);
        long head = head(fake);
        long type = fake.nativeType("ext.Thing", 0, head + 48, 0);
        long thing = fake.nativeObject(type, 0, held, 7, held + 1, held + 8, other, 0x6161_6161_6161L);
        assertThat(references(fake.heap(), thing)).containsExactly(word(head, held), word(head + 32, other));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void membersDictAndWeakListAreNotReportedAgain(String version) {
        var fake = FakeHeap.of(version);
        long held = fake.str("held");
        long dict = fake.dict();
        long head = head(fake);
        long type = fake.nativeType("ext.Thing", 0, head + 40, 0);
        fake.addObjectMember(type, "first", head);
        fake.setTypeField(type, "tp_dictoffset", head + 8);
        fake.setTypeField(type, "tp_weaklistoffset", head + 16);
        long thing = fake.nativeObject(type, 0, held, dict, held, dict, held);
        assertThat(references(fake.heap(), thing))
                .containsExactly(
                        EdgeClass.SLOT + " " + Long.toHexString(held),
                        EdgeClass.SLOT + " " + Long.toHexString(dict),
                        word(head + 24, dict),
                        word(head + 32, held));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void whatASubclassAddsToADescribedTypeIsUnknownAndTheRestIsNot(String version) {
        var fake = FakeHeap.of(version);
        long held = fake.str("held");
        long size = fake.layout().struct("PyListObject").sizeBytes();
        long head = head(fake);
        long type = fake.nativeType("ext.MyList", fake.type("list"), size + 16, 0);
        long items = fake.peek(fake.list(held) + fake.layout().offset("PyListObject", "ob_item"));
        long list = fake.nativeObject(type, 0, new long[(int) (size - head) / 8 + 2]);
        fake.poke(list + fake.layout().offset("PyVarObject", "ob_size"), 1);
        fake.poke(list + fake.layout().offset("PyListObject", "allocated"), 1);
        fake.poke(list + fake.layout().offset("PyListObject", "ob_item"), items);
        fake.poke(list + size + 8, held);
        assertThat(references(fake.heap(), list))
                .containsExactly(EdgeClass.ITEM + " " + Long.toHexString(held), word(size + 8, held));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void itemsAreLookedAtUpToTheLength(String version) {
        var fake = FakeHeap.of(version);
        long held = fake.str("held");
        long head = head(fake) + 8;
        long type = fake.nativeType("ext.Row", 0, head + 8, 16);
        long row = fake.nativeObject(type, 2, 0, 1, held, 2, held, 3, held);
        assertThat(references(fake.heap(), row)).containsExactly(word(head + 16, held), word(head + 32, held));
        PyType known = fake.heap().typeOf(row);
        assertThat(known).isNotNull();
        assertThat(known.fieldOffset(head + 32)).as("one field of all items").isEqualTo(head + 16);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aLengthBeyondMemoryIsNoObject(String version) {
        var fake = FakeHeap.of(version);
        long type = fake.nativeType("ext.Row", 0, head(fake) + 8, 8);
        for (long length : new long[] {1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, -1L << 40}) {
            long row = fake.nativeObject(type, length, 1, 2);
            // A length below zero is a sign that the type keeps there: such an object has no items that we know of.
            assertThat(fake.heap().references(row, (target, edge) -> {}))
                    .as("length %d", length)
                    .isEqualTo(length < 0);
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void anObjectEndsWhereTheNextOneBegins(String version) {
        var fake = FakeHeap.of(version);
        long held = fake.str("held");
        long head = head(fake);
        long type = fake.nativeType("ext.Short", 0, head + 40, 0);
        long thing = fake.nativeObject(type, 0, held, 0, 0, 0, held);
        Heap heap = fake.heap();
        heap.knowObjects(new KnownObjects() {
            @Override
            public boolean contains(long address) {
                return address == held;
            }

            @Override
            public long after(long object) {
                return object + head + 32;
            }
        });
        assertThat(references(heap, thing)).containsExactly(word(head, held));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aTypeOfManyPagesIsReadToItsEnd(String version) {
        var fake = FakeHeap.of(version);
        long held = fake.str("held");
        long type = fake.nativeType("uvloop.loop.Loop", 0, 256_512, 0);
        long loop = fake.nativeObject(type, 0);
        fake.poke(loop + 256_504, held);
        assertThat(references(fake.heap(), loop)).containsExactly(word(256_504, held));
        assertThat(fake.heap().sizeBytes(loop)).isEqualTo(256_512);
    }
}
