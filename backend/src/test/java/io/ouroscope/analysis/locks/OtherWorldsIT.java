package io.ouroscope.analysis.locks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.waits.Referrers;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What waits in trio and in greenlets, as the programs themselves say.
final class OtherWorldsIT {

    @Test
    void tasksOfTrioWaitForWhatTrioNotes(@TempDir Path folder) throws Exception {
        try (LiveProgram program = LiveProgram.run(with("trio"), folder, "trio_tasks.py")) {
            var analysis = program.snapshot().analysis();
            var builder = new WaitBuilder(analysis.tasks(), program.threads().list());
            new TrioWaits(analysis.process(), program.threads(), node -> true).addTo(builder);
            WaitGraph graph = builder.build();
            var check = new SoftAssertions();
            for (JsonNode said : program.truth().get("tasks")) {
                int node = node(graph, said.get("name").asText());
                String how = said.get("how").asText();
                check.assertThat(waits(graph, node))
                        .as("%s", said)
                        .isEqualTo(
                                how.isEmpty()
                                        ? ""
                                        : how + " " + said.get("target").asText());
                Wake wake = graph.wake(node);
                check.assertThat(wake == null ? "" : wake.kind().word())
                        .as("%s", said)
                        .isEqualTo(said.get("wake").asText());
            }
            for (JsonNode said : program.truth().get("locks")) {
                int lock = builder.thing(ThingKind.LOCK, LiveProgram.address(said.get("address")), "");
                int holder = graph.forward().target(graph.forward().start(lock));
                check.assertThat(graph.name(holder)).endsWith(said.get("holder").asText());
            }
            int main = node(graph, "MainThread");
            check.assertThat(graph.forward().degree(main))
                    .as("the thread joins the main task")
                    .isEqualTo(1);
            check.assertAll();
        }
    }

    @Test
    void greenletsAreNamedWithTheirPlaces(@TempDir Path folder) throws Exception {
        try (LiveProgram program = LiveProgram.run(with("greenlet"), folder, "greenlets.py")) {
            var analysis = program.snapshot().analysis();
            var builder = new WaitBuilder(analysis.tasks(), program.threads().list());
            new GreenletWaits(analysis.process(), Referrers.NONE, node -> true).addTo(builder);
            WaitGraph graph = builder.build();
            for (JsonNode said : program.truth().get("greenlets")) {
                int node = builder.thing(ThingKind.GREENLET, LiveProgram.address(said.get("address")), "none");
                assertThat(graph.name(node)).isEqualTo("greenlet.greenlet");
                Place place = graph.place(node);
                assertThat(place.function() + " at " + place.shortText())
                        .isEqualTo(said.get("place").asText());
                assertThat(graph.wake(node)).isNotNull();
                assertThat(graph.wake(node).text())
                        .startsWith("its hub may switch to it")
                        .contains("its parent is greenlet.greenlet");
            }
            assertThat(graph.unchecked())
                    .containsExactly("3 greenlets are suspended; what their hub will switch to is not known.");
        }
    }

    /// The interpreter that has a module, or a skip.
    static Interpreter with(String module) {
        Optional<Interpreter> found = Interpreters.present().stream()
                .filter(each -> imports(each, module))
                .findFirst();
        Requirements.need(Requirements.EXTENSIONS, found.isPresent(), "no interpreter has the module " + module);
        return found.orElseThrow();
    }

    private static boolean imports(Interpreter interpreter, String module) {
        try {
            return new ProcessBuilder(interpreter.path().toString(), "-c", "import " + module)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException broken) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int node(WaitGraph graph, String name) {
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (graph.name(node).equals(name) || graph.name(node).endsWith("." + name)) {
                return node;
            }
        }
        throw new AssertionError("No " + name);
    }

    private static String waits(WaitGraph graph, int node) {
        IntGraph forward = graph.forward();
        return forward.degree(node) == 0
                ? ""
                : graph.how(forward.edgeId(forward.start(node))).word() + " 0x"
                        + Long.toHexString(graph.object(forward.target(forward.start(node))));
    }
}
