package io.ouroscope.hang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

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
            List.of("asyncio_primitives/lock-opposite", "thread_locks/opposite", "several/all", "healthy/subscribers");

    /// Each on one version, taking turns.
    private static final List<String> ONCE = List.of(
            "asyncio_cycles/deep",
            "asyncio_cycles/async-for",
            "asyncio_cycles/wait-first-knot",
            "asyncio_cycles/wait-first-timer",
            "story_server/lost-request",
            "asyncio_cycles/awaited",
            "asyncio_cycles/cancelled",
            "asyncio_primitives/lock-finished",
            "asyncio_primitives/lock-slow-query",
            "asyncio_primitives/event",
            "asyncio_primitives/future-by-closure",
            "asyncio_primitives/condition",
            "asyncio_primitives/semaphore-nested",
            "asyncio_primitives/queue-get",
            "asyncio_primitives/queue-slow-producer",
            "asyncio_primitives/wait-for-around-event",
            "asyncio_outside/read",
            "asyncio_outside/drain",
            "asyncio_outside/request-ids",
            "asyncio_outside/executor-deadlock",
            "asyncio_outside/subprocess",
            "asyncio_outside/two-loops",
            "asyncio_outside/thread-reads-queue",
            "asyncio_blocked/time-sleep",
            "asyncio_blocked/result-own-loop",
            "thread_locks/opposite-rlocks",
            "thread_locks/join-holding",
            "thread_locks/holder-at-peer",
            "thread_locks/pool-starved",
            "thread_locks/pool-at-work",
            "thread_locks/import",
            "native/gil-thread",
            "native/cpu",
            "native/mutex-opposite",
            "native/fork-mutex",
            "native/fork-rlock",
            "processes/pipe",
            "healthy/weak-subscribers",
            "healthy/ping-pong",
            "healthy/contention-threads",
            "healthy/collectable",
            "scale/ring",
            "asyncio_cycles/diamond-orphan",
            "story_fork/two-libraries",
            "asyncio_blocked/wakeup-queue",
            "asyncio_blocked/wakeup-timer",
            "asyncio_outside/stopped-loop-timer",
            "native/fork-condition",
            "native/fork-gil",
            "native/fork-gil-held",
            "healthy/woken-loop");

    /// On the first interpreter that has the library.
    private static final List<String> WITH_LIBRARIES = List.of(
            "other_worlds/gevent-semaphores",
            "other_worlds/gevent-rlocks",
            "other_worlds/gevent-joined-sleeper",
            "other_worlds/gevent-timeouts",
            "other_worlds/eventlet-semaphores",
            "other_worlds/eventlet-event");

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
        assumeFalse(run.isMissing(), run.problem());
        assertThat(run.problem()).isEmpty();
        assertThat(run.faults()).as(run::report).isEmpty();
    }

    static List<String> withLibraries() {
        Requirements.needCapture();
        return WITH_LIBRARIES;
    }

    @ParameterizedTest
    @MethodSource("withLibraries")
    void isSaidWhatIsTrueOfLibraries(String id) throws Exception {
        HangProgram program = HangProgram.named(id);
        for (Interpreter interpreter : Interpreters.present()) {
            HangRun run = HangRun.of(program, interpreter, folder);
            if (!run.isMissing()) {
                assertThat(run.problem()).isEmpty();
                assertThat(run.faults()).as(run::report).isEmpty();
                return;
            }
        }
        Requirements.need(Requirements.EXTENSIONS, false, "no interpreter has the library of " + id);
    }
}
