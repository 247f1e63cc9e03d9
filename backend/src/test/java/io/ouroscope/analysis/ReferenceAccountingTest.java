package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.ReferenceAccounting.Verdict;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.testing.FakeHeap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Conservative references judged by reference counts, in heaps whose counts we set.
final class ReferenceAccountingTest {
    static final List<String> VERSIONS = Layouts.KEYS;
    private static final int INSTANCES = 6;

    private static Analysis analyse(FakeHeap fake, String version) {
        return Analysis.run(fake.memory(), new Hints(version, List.of()), Progress.NONE);
    }

    private static Verdict verdict(Analysis analysis, long owner, long offset) {
        Verdict verdict =
                analysis.accounting().verdict(analysis.process().census().node(owner), offset);
        assertThat(verdict).as("a conservative reference at +%d", offset).isNotNull();
        return verdict;
    }

    private static long head(FakeHeap fake) {
        return fake.layout().struct("PyObject").sizeBytes();
    }

    /// An object that a list holds, so that it is no doubtful one; nor is the list, which holds itself.
    private static long held(FakeHeap fake, long object) {
        long list = fake.list(object, 0);
        fake.poke(fake.peek(list + fake.layout().offset("PyListObject", "ob_item")) + 8, list);
        return object;
    }

    /// A target that `counted` references count, one of which is a list's.
    private static long target(FakeHeap fake, int counted) {
        long target = fake.list(0);
        fake.count(target, counted);
        return held(fake, target);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aFieldWhoseSumsAddUpIsConfirmedAndABorrowedOneIsNot(String version) {
        var fake = FakeHeap.of(version);
        long head = head(fake);
        long type = fake.nativeType("ext.Thing", 0, head + 16, 0);
        long shared = target(fake, 1);
        long[] things = new long[INSTANCES];
        for (int i = 0; i < INSTANCES; i++) {
            things[i] = held(fake, fake.nativeObject(type, 0, target(fake, 2), shared));
        }
        Analysis analysis = analyse(fake, version);
        for (long thing : things) {
            assertThat(verdict(analysis, thing, head)).isEqualTo(Verdict.CONFIRMED);
            assertThat(verdict(analysis, thing, head + 8)).isEqualTo(Verdict.BORROWED);
        }
        assertThat(analysis.accounting().fields()).hasSize(2).first().satisfies(field -> {
            assertThat(field.owner().name()).isEqualTo("ext.Thing");
            assertThat(field.offset()).isEqualTo(head);
            assertThat(field.references()).isEqualTo(INSTANCES);
            assertThat(field.needed()).isEqualTo(INSTANCES);
        });
        int node = analysis.process().census().node(shared);
        assertThat(analysis.accounting().conservative(node)).isEqualTo(INSTANCES);
        assertThat(analysis.accounting().found(node)).isEqualTo(1);
        assertThat(analysis.accounting().unexplained(node)).isZero();
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void whatIsConfirmedMakesTheOtherSumsClear(String version) {
        var fake = FakeHeap.of(version);
        long head = head(fake);
        long type = fake.nativeType("ext.Thing", 0, head + 16, 0);
        for (int i = 0; i < INSTANCES; i++) {
            held(fake, fake.nativeObject(type, 0, target(fake, 2), 0));
        }
        // Two words, of which the count needs one: the confirmed field is it.
        long[] both = new long[INSTANCES];
        for (int i = 0; i < INSTANCES; i++) {
            long target = target(fake, 2);
            both[i] = held(fake, fake.nativeObject(type, 0, target, target));
        }
        Analysis analysis = analyse(fake, version);
        for (long thing : both) {
            assertThat(verdict(analysis, thing, head)).isEqualTo(Verdict.CONFIRMED);
            assertThat(verdict(analysis, thing, head + 8)).isEqualTo(Verdict.BORROWED);
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void oneSumAloneIsLikelyAndAnUnclearOneIsUnconfirmed(String version) {
        var fake = FakeHeap.of(version);
        long head = head(fake);
        long type = fake.nativeType("ext.Single", 0, head + 16, 0);
        long thing = held(fake, fake.nativeObject(type, 0, target(fake, 2), target(fake, 9)));
        Analysis analysis = analyse(fake, version);
        assertThat(verdict(analysis, thing, head)).isEqualTo(Verdict.LIKELY);
        assertThat(verdict(analysis, thing, head + 8)).isEqualTo(Verdict.UNCONFIRMED);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void subclassesBearWitnessForTheirBasesFields(String version) {
        var fake = FakeHeap.of(version);
        long head = head(fake);
        long base = fake.nativeType("ext.Base", 0, head + 8, 0);
        long last = 0;
        for (int i = 0; i < INSTANCES; i++) {
            long type = fake.nativeType("ext.Derived" + i, base, head + 16, 0);
            last = held(fake, fake.nativeObject(type, 0, target(fake, 2), i));
        }
        Analysis analysis = analyse(fake, version);
        assertThat(verdict(analysis, last, head)).isEqualTo(Verdict.CONFIRMED);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aConservativeReferenceNeverMakesGarbageOfWhatItIsSaidToHold(String version) {
        var fake = FakeHeap.of(version);
        long head = head(fake);
        long type = fake.nativeType("ext.Child", 0, head + 8, 0);
        long[] parents = new long[INSTANCES];
        for (int i = 0; i < INSTANCES; i++) {
            // The child points to its parent without counting; each parent is held by one C struct.
            parents[i] = fake.list(0);
            long child = held(fake, fake.nativeObject(type, 0, parents[i]));
            fake.poke(fake.peek(parents[i] + fake.layout().offset("PyListObject", "ob_item")), child);
        }
        Analysis analysis = analyse(fake, version);
        for (long parent : parents) {
            assertThat(analysis.state(analysis.process().census().node(parent))).isNotEqualTo(ObjectState.GARBAGE);
        }
    }
}
