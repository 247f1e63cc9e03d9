package io.ouroscope.analysis.primitives;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.locks.StackExits;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A live process says what each of its tasks waits for, who holds that and what will wake it; we must see the same.
class AsyncioWaitsIT {
    private static final Path SCRIPTS = Path.of("src/test/resources/hang");

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void everyPrimitiveTimerAndSocketIsAsTheProgramSays(Interpreter interpreter, @TempDir Path folder)
            throws Exception {
        assertAllIsAsTheProgramSays(interpreter.path(), folder);
    }

    @Test
    void theSameIsSeenOfUvloop(@TempDir Path folder) throws Exception {
        Optional<Interpreter> interpreter = Interpreters.present().stream()
                .filter(AsyncioWaitsIT::hasUvloop)
                .findFirst();
        Requirements.need(Requirements.EXTENSIONS, interpreter.isPresent(), "no Python has uvloop");
        assertAllIsAsTheProgramSays(interpreter.orElseThrow().path(), folder, "uvloop");
    }

    private static boolean hasUvloop(Interpreter interpreter) {
        try {
            return new ProcessBuilder(interpreter.path().toString(), "-c", "import uvloop")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException unusable) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void assertAllIsAsTheProgramSays(Path python3, Path folder, String... arguments) throws Exception {
        Requirements.needCapture();
        Path truthFile = folder.resolve("truth.json");
        Path core = folder.resolve("core");
        var children = new ArrayList<Long>();
        var command = new ArrayList<>(List.of(
                python3.toString(),
                "-B",
                SCRIPTS.resolve("primitives.py").toAbsolutePath().toString(),
                truthFile.toString()));
        command.addAll(List.of(arguments));
        try (LivePython python = LivePython.start(command, folder, Map.of())) {
            for (String child : python.awaitLine("hung").strip().split(" ", -1)) {
                children.add(Long.parseLong(child));
            }
            Capture.capture(new CaptureRequest(python.pid(), core), Progress.NONE);
        } finally {
            children.forEach(child -> ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly));
        }
        JsonNode truth = new ObjectMapper().readTree(truthFile.toFile());
        try (AnalysedSnapshot snapshot = AnalysedSnapshot.ofTemporary(SnapshotStore.of(null), core, Progress.NONE)) {
            WaitGraph graph = graph(snapshot);
            var softly = new SoftAssertions();
            assertWaits(graph, truth, softly);
            assertHolders(graph, truth, softly);
            assertWakes(graph, truth, softly);
            assertLoop(graph, truth, softly);
            softly.assertAll();
        }
    }

    private static WaitGraph graph(AnalysedSnapshot snapshot) {
        Analysis analysis = snapshot.analysis();
        Threads threads = snapshot.threads();
        IntPredicate present = node -> analysis.state(node) != ObjectState.FREED;
        var builder = new WaitBuilder(analysis.tasks(), threads.list());
        StackExits exits = StackExits.of(analysis.process(), analysis.tasks(), threads, present, Progress.NONE);
        new AsyncioWaits(analysis.process(), threads, exits, snapshot.facts(), present).addTo(builder);
        return builder.build();
    }

    private static void assertWaits(WaitGraph graph, JsonNode truth, SoftAssertions softly) {
        for (JsonNode wait : truth.get("waits")) {
            String target = wait.get(1).asText();
            softly.assertThat(edges(graph, address(wait.get(0))))
                    .as("what waits for %s", target)
                    .contains(wait.get(2).asText() + " " + target);
        }
    }

    private static void assertHolders(WaitGraph graph, JsonNode truth, SoftAssertions softly) {
        for (JsonNode held : truth.get("held")) {
            var expected = new TreeSet<String>();
            held.get(1).forEach(holder -> expected.add("held by " + holder.asText()));
            softly.assertThat(edges(graph, address(held.get(0))))
                    .as("holders of %s", held.get(0).asText())
                    .isEqualTo(expected);
        }
    }

    /// A task is woken by what wakes the future it awaits, or what that waits for.
    private static void assertWakes(WaitGraph graph, JsonNode truth, SoftAssertions softly) {
        for (JsonNode each : truth.get("wakes")) {
            int node = graph.tasks().node(address(each.get(1)));
            var found = new TreeSet<String>();
            for (int steps = 0; node >= 0 && steps < 5; steps++) {
                Wake wake = graph.wake(node);
                if (wake != null) {
                    found.add(wake.kind().word() + " " + wake.text());
                }
                IntGraph forward = graph.forward();
                node = forward.degree(node) == 0 ? -1 : forward.target(forward.start(node));
            }
            String expected = each.get(2).asText() + " " + each.get(3).asText();
            softly.assertThat(found)
                    .as("%s is woken by %s", each.get(0).asText(), expected)
                    .anyMatch(wake -> wake.startsWith(expected));
        }
    }

    private static void assertLoop(WaitGraph graph, JsonNode truth, SoftAssertions softly) {
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.kind(node) == ThingKind.LOOP && graph.object(node) == address(truth.get("loop"))) {
                softly.assertThat(graph.wake(node))
                        .isNotNull()
                        .extracting(Wake::kind)
                        .isEqualTo(Wake.Kind.IDLE);
            }
            ThreadInfo thread = graph.thread(node);
            if (thread != null
                    && thread.state() != null
                    && thread.state().threadId() == truth.get("thread").asLong()) {
                softly.assertThat(edges(graph, node))
                        .containsExactly("join " + truth.get("main").asText());
            }
            if (graph.object(node) == address(truth.get("asked"))) {
                softly.assertThat(graph.kind(node)).isEqualTo(ThingKind.WORK);
                softly.assertThat(edges(graph, node))
                        .containsExactly("result " + truth.get("asks").asText());
            }
        }
    }

    private static TreeSet<String> edges(WaitGraph graph, long from) {
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.object(node) == from) {
                return edges(graph, node);
            }
        }
        return new TreeSet<>();
    }

    private static TreeSet<String> edges(WaitGraph graph, int node) {
        var edges = new TreeSet<String>();
        IntGraph forward = graph.forward();
        for (int position = forward.start(node); position < forward.end(node); position++) {
            edges.add(graph.how(forward.edgeId(position)).word() + " 0x"
                    + Long.toHexString(graph.object(forward.target(position))));
        }
        return edges;
    }

    private static long address(JsonNode text) {
        return Long.parseUnsignedLong(text.asText().substring(2), 16);
    }
}
