package io.ouroscope.analysis.locks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.waits.Referrers;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.testing.Damage;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Damage in greenlets, in what waits for them and in their frames: there is always a graph, in which each greenlet
/// that is there is explained.
class HostileGreenletsIT {
    private static final Path PROGRAMS =
            Path.of("..", "tools", "hang", "other_worlds.py").toAbsolutePath();

    private final Damage damage = new Damage(Set.of(
            "greenlet.greenlet",
            "gevent._gevent_cgreenlet.Greenlet",
            "gevent._gevent_c_semaphore.Semaphore",
            "gevent._gevent_c_waiter.Waiter",
            "gevent.libev.corecext.timer",
            "gevent.lock.RLock",
            "eventlet.greenthread.GreenThread",
            "eventlet.semaphore.Semaphore",
            "eventlet.hubs.timer.Timer",
            "builtins.builtin_function_or_method",
            "builtins.method",
            "builtins.frame",
            "collections.deque"));

    @ParameterizedTest
    @CsvSource({"gevent, gevent-rlocks", "eventlet, eventlet-semaphores"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void damageGivesAnotherGraphAndNeverNone(String module, String program, @TempDir Path folder) throws Exception {
        Requirements.needCapture();
        Path core = folder.resolve("core");
        List<String> command =
                List.of(OtherWorldsIT.with(module).path().toString(), "-B", PROGRAMS.toString(), program);
        try (LivePython python = LivePython.start(command, folder, Map.of())) {
            python.awaitLine("ready");
            Capture.capture(new CaptureRequest(python.pid(), core), Progress.NONE);
        }
        Analysis[] whole = new Analysis[1];
        int[] greenlets = {0};
        damage.rounds(
                core,
                memory -> {
                    whole[0] = Analysis.run(memory, Hints.NONE, Progress.NONE);
                    return whole[0].process();
                },
                process -> greenlets[0] = Math.max(greenlets[0], explained(whole[0])));
        assertThat(greenlets[0]).as("greenlets of the whole snapshot").isGreaterThanOrEqualTo(2);
    }

    private static int explained(Analysis analysis) {
        var builder = new WaitBuilder(analysis.tasks(), List.of());
        new GreenletWaits(analysis.process(), referrers(analysis), node -> true).addTo(builder);
        WaitGraph graph = builder.build();
        int greenlets = 0;
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.kind(node) == ThingKind.GREENLET) {
                greenlets++;
                assertThat(graph.wake(node) != null || graph.forward().degree(node) > 0)
                        .as("%s is explained", graph.name(node))
                        .isTrue();
            }
        }
        return greenlets;
    }

    private static Referrers referrers(Analysis analysis) {
        return (object, visitor) -> {
            int node = analysis.process().census().node(object);
            for (int i = node < 0 ? 0 : analysis.references().inCount(node); i > 0; i--) {
                visitor.accept(analysis.process()
                        .census()
                        .address(analysis.references().source(node, i - 1)));
            }
        };
    }
}
