package io.ouroscope.python.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.python.layout.Layouts;
import io.ouroscope.testing.FakeHeap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuntimeFinderTest {
    private static final long NOWHERE = FakeHeap.BASE - (1L << 30);

    static List<String> layouts() {
        return Layouts.KEYS;
    }

    private static Interpreter only(PythonRuntime runtime) {
        assertThat(runtime.interpreters()).hasSize(1);
        return runtime.interpreters().getFirst();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void anInterpreterIsFoundByItsModulesAndAThreadThatPointsBack(String key) {
        var fake = new FakeInterpreter(key, 0, 0);
        List<Long> threads = fake.threads(3);
        Interpreter found = only(fake.find());
        assertThat(found.address()).isEqualTo(fake.address);
        assertThat(found.modules()).isEqualTo(fake.modules);
        assertThat(found.sysDict()).isEqualTo(fake.sysDict);
        assertThat(found.threads().stream().map(ThreadState::address)).isEqualTo(threads);
        assertThat(found.threads().stream().map(ThreadState::threadId)).containsExactly(0x7001L, 0x7002L, 0x7003L);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void fieldsThatAPatchReleaseMovedAreFoundAndSaidToHaveMoved(String key) {
        var fake = new FakeInterpreter(key, 24, 8);
        List<Long> threads = fake.threads(2);
        PythonRuntime runtime = fake.find();
        assertThat(only(runtime).modules()).isEqualTo(fake.modules);
        assertThat(only(runtime).threads().stream().map(ThreadState::address)).isEqualTo(threads);
        assertThat(runtime.evidence()).anyMatch(text -> text.contains("24 (modules) and 8 (threads) bytes"));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aListOfThreadsThatBitesItsTailEndsAndSaysSo(String key) {
        var fake = new FakeInterpreter(key, 0, 0);
        List<Long> threads = fake.threads(3);
        fake.link(threads.get(2), threads.get(1));
        PythonRuntime runtime = fake.find();
        assertThat(only(runtime).threads()).hasSize(3);
        assertThat(runtime.problems()).anyMatch(text -> text.contains("breaks after 3") && text.contains("twice"));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aListOfThreadsThatLeadsNowhereKeepsWhatWasRead(String key) {
        var fake = new FakeInterpreter(key, 0, 0);
        List<Long> threads = fake.threads(2);
        fake.link(threads.get(1), NOWHERE);
        PythonRuntime runtime = fake.find();
        assertThat(only(runtime).threads().stream().map(ThreadState::address)).isEqualTo(threads);
        assertThat(runtime.problems()).anyMatch(text -> text.contains("breaks after 2"));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aThreadOfAnotherInterpreterIsNotTaken(String key) {
        var fake = new FakeInterpreter(key, 0, 0);
        List<Long> threads = fake.threads(2);
        long stranger = fake.thread(9);
        fake.heap.poke(stranger + fake.heap.layout().offset("PyThreadState", "interp"), fake.sysDict);
        fake.link(threads.get(0), stranger);
        assertThat(only(fake.find()).threads().stream().map(ThreadState::address))
                .containsExactly(threads.get(0));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aStateWhoseThreadsPointElsewhereIsNone(String key) {
        var fake = new FakeInterpreter(key, 0, 0);
        long thread = fake.thread(1);
        fake.heap.poke(thread + fake.heap.layout().offset("PyThreadState", "interp"), fake.sysDict);
        fake.head(thread);
        PythonRuntime runtime = fake.find();
        assertThat(runtime.interpreters()).isEmpty();
        assertThat(runtime.problems()).anyMatch(text -> text.contains("No interpreter state was found"));
    }
}
