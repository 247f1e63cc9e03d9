package io.ouroscope.analysis.locks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A live process says what each of its threads waits for and who has the locks; its memory must say the same.
final class ThreadWaitsIT {

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void eachThreadWaitsForWhatTheProgramSays(Interpreter interpreter, @TempDir Path folder) throws Exception {
        try (LiveProgram program = LiveProgram.run(interpreter, folder, "thread_waits.py")) {
            WaitGraph graph = graph(program);
            var check = new SoftAssertions();
            for (JsonNode said : program.truth().get("threads")) {
                int node = thread(graph, said.get("name").asText());
                check.assertThat(waits(graph, node)).as("%s", said).isEqualTo(expected(said));
                String wake = said.get("wake").asText();
                if (!wake.equals("?")) {
                    Wake found = graph.wake(node);
                    check.assertThat(found == null ? "" : found.kind().word())
                            .as("%s", said)
                            .isEqualTo(wake);
                }
            }
            for (JsonNode said : program.truth().get("work")) {
                int node = node(graph, LiveProgram.address(said.get("address")));
                check.assertThat(waits(graph, node)).as("%s", said).isEqualTo(expected(said));
            }
            for (JsonNode said : program.truth().get("locks")) {
                int node = node(graph, LiveProgram.address(said.get("address")));
                String holder = said.get("holder").asText();
                check.assertThat(waits(graph, node))
                        .as("%s", said)
                        .isEqualTo(holder.isEmpty() ? "" : "held by " + holder);
                if (!holder.isEmpty()) {
                    int edge = graph.forward().edgeId(graph.forward().start(node));
                    check.assertThat(graph.sureness(edge).word())
                            .as("%s", said)
                            .isEqualTo(said.get("known").asText());
                }
            }
            check.assertThat(graph.wake(thread(graph, "wants_bare_for_a_while")).seconds())
                    .isBetween(1000.0, 3000.0);
            check.assertThat(graph.wake(thread(graph, "sleeper")).seconds()).isBetween(1000.0, 3600.0);
            check.assertAll();
            assertThat(program.truth().get("threads").size()).isGreaterThan(35);
        }
    }

    static List<Interpreter> onTwoLibraries() {
        return Interpreters.onePerMinor(11, 15);
    }

    @ParameterizedTest
    @MethodSource("onTwoLibraries")
    void locksOfTheCLibraryAreToldWithTheirOwners(Interpreter interpreter, @TempDir Path folder) throws Exception {
        try (LiveProgram program = LiveProgram.run(interpreter, folder, "native_waits.py")) {
            WaitGraph graph = graph(program);
            var check = new SoftAssertions();
            for (JsonNode said : program.truth().get("threads")) {
                IntGraph forward = graph.forward();
                int node = thread(graph, said.get("name").asText());
                check.assertThat(forward.degree(node)).as("%s", said).isEqualTo(1);
                if (forward.degree(node) == 1) {
                    int lock = forward.target(forward.start(node));
                    String holder = said.get("holder").asText();
                    check.assertThat(graph.kind(lock)).as("%s", said).isEqualTo(ThingKind.NATIVE_LOCK);
                    check.assertThat(graph.name(lock))
                            .as("%s", said)
                            .startsWith(said.get("words").asText() + " at 0x");
                    check.assertThat(waits(graph, lock))
                            .as("%s", said)
                            .isEqualTo(holder.isEmpty() ? "" : "held by " + holder);
                    check.assertThat(graph.isLost(lock))
                            .as("%s", said)
                            .isEqualTo(said.get("lost").asBoolean());
                }
            }
            check.assertAll();
        }
    }

    private static String expected(JsonNode said) {
        String how = said.get("how").asText();
        return how.isEmpty() ? "" : how + " " + said.get("target").asText();
    }

    static WaitGraph graph(LiveProgram program) {
        var analysis = program.snapshot().analysis();
        var builder = new WaitBuilder(analysis.tasks(), program.threads().list());
        var exits = StackExits.of(analysis.process(), analysis.tasks(), program.threads(), node -> true, Progress.NONE);
        new ThreadWaits(
                        analysis.process(),
                        program.threads(),
                        exits,
                        program.snapshot().facts(),
                        node -> true)
                .addTo(builder);
        return builder.build();
    }

    /// How it waits, and for each target the name of the thread, of the import, or the address.
    private static String waits(WaitGraph graph, int node) {
        IntGraph forward = graph.forward();
        var words = new ArrayList<String>();
        for (int position = node < 0 ? 0 : forward.start(node);
                position < (node < 0 ? 0 : forward.end(node));
                position++) {
            int target = forward.target(position);
            String name = graph.kind(target) == ThingKind.THREAD || graph.kind(target) == ThingKind.IMPORT_LOCK
                    ? graph.name(target)
                    : "0x" + Long.toHexString(graph.object(target));
            words.add(graph.how(forward.edgeId(position)).word() + " " + name);
        }
        return String.join(", ", words);
    }

    private static int thread(WaitGraph graph, String name) {
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.kind(node) == ThingKind.THREAD && graph.name(node).equals(name)) {
                return node;
            }
        }
        throw new AssertionError("No thread " + name);
    }

    private static int node(WaitGraph graph, long address) {
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.object(node) == address) {
                return node;
            }
        }
        return -1;
    }
}
