package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.testing.FakeHeap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class AnalysisTest {
    static final List<String> VERSIONS = Layouts.KEYS.stream()
            .filter(key -> Layouts.load(key).has("dequeobject"))
            .toList();

    /// A heap whose objects count their references as an interpreter would.
    private static void count(FakeHeap fake, long object, long references) {
        boolean free = fake.layout().version().freeThreaded();
        int local = free ? fake.layout().offset("PyObject", "ob_ref_local") : 0;
        for (int i = 0; i < 4; i++) {
            fake.pokeByte(object + local + i, (int) (references >>> 8 * i));
        }
    }

    /// Puts the object in a collector's list of its own.
    private static void track(FakeHeap fake, long object) {
        if (fake.layout().features().gcHead()) {
            fake.poke(object - 16, object - 16);
            fake.poke(object - 8, object - 16);
        }
    }

    private static Analysis analyse(FakeHeap fake, String version) {
        return Analysis.run(fake.memory(), new Hints(version, List.of()), Progress.NONE);
    }

    private static ObjectState state(Analysis analysis, long object) {
        return analysis.state(analysis.process().census().node(object));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aCycleThatOnlyHoldsItselfIsGarbageAndOneHeldFromOutsideIsNot(String version) {
        var fake = FakeHeap.of(version);
        long lost = fake.list(0, 0);
        long held = fake.list(0, 0);
        long inner = fake.integer(77);
        int items = fake.layout().offset("PyListObject", "ob_item");
        fake.poke(fake.peek(lost + items), lost);
        fake.poke(fake.peek(lost + items) + 8, inner);
        fake.poke(fake.peek(held + items), held);
        track(fake, lost);
        count(fake, lost, 1);
        count(fake, held, 2);
        count(fake, inner, 1);
        Analysis analysis = analyse(fake, version);
        assertThat(state(analysis, lost)).isEqualTo(ObjectState.GARBAGE);
        assertThat(state(analysis, inner)).as("held by garbage alone").isEqualTo(ObjectState.GARBAGE);
        assertThat(state(analysis, held))
                .as("one reference nobody accounts for")
                .isEqualTo(ObjectState.LIVE);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void theStateOfAModuleIsNoObjectEvenIfItReadsAsOne(String version) {
        var fake = FakeHeap.of(version);
        long type = fake.nativeType("some.Thing", 0, 64, 0);
        long state = fake.nativeObject(type, 0);
        long other = fake.nativeObject(type, 0);
        StructLayout layout = fake.layout().struct("PyModuleObject");
        long module = fake.nativeObject(
                fake.nativeType("module", 0, layout.sizeBytes(), 0), 0, new long[layout.sizeBytes() / Long.BYTES]);
        fake.poke(module + layout.offset("md_dict"), fake.dict());
        fake.poke(module + layout.offset("md_name"), fake.str("some"));
        fake.poke(module + layout.offset("md_state"), state);
        long definition = fake.list(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        definition = fake.peek(definition + fake.layout().offset("PyListObject", "ob_item"));
        fake.poke(definition + fake.layout().offset("PyModuleDef", "m_size"), 64);
        fake.poke(module + layout.offset("md_def", layout.offset("md_state")), definition);
        count(fake, module, 0xffff_ffffL);
        fake.list(module, other);
        Analysis analysis = analyse(fake, version);
        assertThat(state(analysis, other)).isEqualTo(ObjectState.LIVE);
        assertThat(state(analysis, state)).isEqualTo(ObjectState.UNSURE);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void referrersAndTheirLabelsAreFound(String version) {
        var fake = FakeHeap.of(version);
        long value = fake.str("the value");
        long key = fake.str("key");
        long dict = fake.dict(key, value);
        long client = fake.instance(fake.pythonClass("Client", "host", "port"), fake.integer(1), value);
        Analysis analysis = analyse(fake, version);
        var census = analysis.process().census();
        int node = census.node(value);
        assertThat(node).as("%s", analysis.process().heap().value(value)).isNotNegative();
        List<Long> referrers = IntStream.range(0, analysis.references().inCount(node))
                .mapToObj(i -> census.address(analysis.references().source(node, i)))
                .toList();
        assertThat(referrers).contains(dict);
        assertThat(analysis.labels().between(dict, value, 0, 5))
                .singleElement()
                .satisfies(label -> assertThat(label.text()).isEqualTo("['key']"));
        // Up to 3.10 attributes stand in the instance's dict.
        long owner =
                referrers.contains(client) ? client : analysis.process().heap().attribute(client, "host");
        assertThat(owner).isNotZero();
        if (owner == client) {
            assertThat(analysis.labels().between(client, value, 0, 5))
                    .singleElement()
                    .satisfies(label -> assertThat(label.text()).isEqualTo(".port"));
        }
        assertThat(analysis.references().inCount(node)).isEqualTo(2);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void typesAreCountedWithTheirSizes(String version) {
        var fake = FakeHeap.of(version);
        long type = fake.pythonClass("Client", "host");
        for (int i = 0; i < 5; i++) {
            count(fake, fake.instance(type, fake.str("h" + i)), 1);
        }
        Analysis analysis = analyse(fake, version);
        TypeHistogram.Row row = analysis.types().rows().stream()
                .filter(each -> each.type().name().equals("app.Client"))
                .findFirst()
                .orElseGet(() -> new TypeHistogram.Row(analysis.process().heap().type(type), 0, 0, 0, 0, 0));
        long unsure = IntStream.of(analysis.process().census().nodesOf(row.type()))
                .filter(node -> analysis.state(node) == ObjectState.UNSURE)
                .count();
        assertThat(row.count() + unsure).isEqualTo(5);
        assertThat(row.memoryBytes()).isGreaterThanOrEqualTo(row.sizeBytes());
    }
}
