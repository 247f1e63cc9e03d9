package io.ouroscope.analysis.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.testing.FakeHeap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Attributes compared in objects of every version, wherever those keep them.
class AttributeMatcherTest {

    static List<String> versions() {
        return Layouts.KEYS;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anAttributeIsComparedByWhatItIs(String version) throws QueryException {
        var fake = FakeHeap.of(version);
        long address =
                fake.instance(fake.pythonClass("Address", "host", "port"), fake.str("LocalHost"), fake.integer(8080));
        long object = fake.instance(
                fake.pythonClass("Client", "state", "n", "rate", "address", "queue", "last", "big", "unset"),
                fake.str("PENDING"),
                fake.integer(3),
                fake.real(0.1),
                address,
                fake.list(fake.none(), fake.none()),
                fake.none(),
                fake.integer(1L << 62),
                0);
        Heap heap = fake.heap();
        for (String test : List.of(
                ".state == 'PENDING'",
                ".state=PENDING",
                ".state ~ pend",
                ".state != DONE",
                ".state > A",
                ".n > 2 and .n < 4",
                ".n = 3.0",
                ".n != x",
                ".rate == 0.1",
                ".rate > 0",
                ".address.host ~ localhost",
                ".address.port = 8080",
                ".address",
                "len(.queue) = 2",
                "len(.state) > 6",
                ".last = None",
                ".last != 3",
                ".big = 4611686018427387904",
                ".big > 1e18")) {
            assertThat(holds(heap, object, test)).as(test).isTrue();
        }
        for (String test : List.of(
                ".state == 'pending'",
                ".n > 3",
                ".n = '3'",
                ".n ~ 3",
                ".rate == 1",
                ".missing",
                ".missing != 3",
                ".unset",
                ".address.host.port",
                ".address = 3",
                ".address > 3",
                "len(.n) = 1",
                ".last = 0",
                ".last < 1",
                ".big = 4611686018427387905",
                ".state = PENDING and .n = 4")) {
            assertThat(holds(heap, object, test)).as(test).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void fieldsOfAStructAreComparedAsTheyAreShown(String version) throws QueryException {
        var fake = FakeHeap.of(version);
        long task = fake.future(true, Map.of("task_name", fake.str("Task-7")));
        Heap heap = fake.heap();
        assertThat(holds(heap, task, ".state = PENDING and .name = Task-7")).isTrue();
        assertThat(holds(heap, task, ".state = FINISHED")).isFalse();
        assertThat(holds(heap, task, ".state.name")).isFalse();
    }

    private static boolean holds(Heap heap, long object, String tests) throws QueryException {
        return AttributeSyntax.parse(tests).stream()
                .allMatch(test ->
                        new AttributeMatcher(heap, test).holds(object, Objects.requireNonNull(heap.typeOf(object))));
    }
}
