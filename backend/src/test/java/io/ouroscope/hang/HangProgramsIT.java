package io.ouroscope.hang;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.Requirements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said of a chosen set of the programs of `tools/hang`, live. All of them, on all interpreters:
/// [HangTableRun].
class HangProgramsIT {
    /// On every minor version present: what most versions differ in.
    private static final List<String> EVERYWHERE =
            List.of("asyncio_cycles/gather", "asyncio_primitives/event", "healthy/subscribers");

    /// Each on one version, taking turns.
    private static final List<String> ONCE = List.of(
            "asyncio_cycles/deep",
            "asyncio_cycles/wait-first-knot",
            "asyncio_cycles/wait-first-timer",
            "asyncio_cycles/diamond-orphan",
            "asyncio_cycles/awaited",
            "asyncio_primitives/lock-slow-query",
            "asyncio_primitives/future-by-closure",
            "asyncio_primitives/queue-slow-producer",
            "asyncio_outside/thread-reads-queue",
            "thread_locks/pool-at-work",
            "healthy/ping-pong",
            "healthy/contention-threads");

    @TempDir
    static Path folder;

    static Stream<Arguments> chosen() {
        Requirements.needCapture();
        List<Interpreter> interpreters = Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
        var chosen = new ArrayList<Arguments>();
        for (String id : EVERYWHERE) {
            HangProgram program = HangProgram.named(id);
            interpreters.forEach(interpreter -> chosen.add(Arguments.of(program, interpreter)));
        }
        int turn = 0;
        for (String id : ONCE) {
            chosen.add(Arguments.of(HangProgram.named(id), interpreters.get(turn++ % interpreters.size())));
        }
        return chosen.stream();
    }

    @ParameterizedTest
    @MethodSource("chosen")
    void isSaidWhatIsTrue(HangProgram program, Interpreter interpreter) throws Exception {
        HangRun run = HangRun.of(program, interpreter, folder);
        assertThat(run.problem()).isEmpty();
        assertThat(run.faults()).as(run::report).isEmpty();
    }
}
