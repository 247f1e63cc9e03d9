package io.ouroscope.analysis.tasks;

import static io.ouroscope.analysis.tasks.HungProgram.address;
import static io.ouroscope.analysis.tasks.HungProgram.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hung programs on real interpreters: what we read must be what the program says of itself.
class TaskGraphIT {
    @TempDir
    static Path folder;

    private static final Map<String, HungProgram> PROGRAMS = new HashMap<>();

    @AfterAll
    static void close() {
        PROGRAMS.values().forEach(HungProgram::close);
        PROGRAMS.clear();
    }

    /// Each script hangs once for each interpreter.
    private static HungProgram program(Interpreter interpreter, String script, String... arguments) throws Exception {
        String key = interpreter.version() + "-" + script;
        HungProgram known = PROGRAMS.get(key);
        if (known == null) {
            Requirements.needCapture();
            known = HungProgram.run(interpreter, Files.createDirectory(folder.resolve(key)), script, arguments);
            PROGRAMS.put(key, known);
        }
        return known;
    }

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void cyclesAreFoundAndNothingElseIsTakenForOne(Interpreter interpreter) throws Exception {
        HungProgram program = program(interpreter, "cycles.py");
        assertTasksAreAsTheProgramSays(program);
        assertCyclesAreAsTheProgramSays(program);

        TaskRow jp = row(program, "awaited:jp");
        Cycle cycle = program.graph.cycle(jp.cycle());
        assertThat(cycle.nodes()).extracting(TaskRow::name).containsExactly("awaited:eu", "awaited:jp", "awaited:us");
        assertThat(cycle.edges()).allSatisfy(edge -> {
            assertThat(edge.text()).startsWith("await gather · cycles.py:");
            assertThat(edge.via()).hasSize(1);
        });
        assertThat(cycle.behind().total()).isEqualTo(21);
        assertThat(cycle.behind().byPlace().getFirst().count()).isEqualTo(20);
        assertThat(cycle.behind().byPlace().getFirst().coroutine()).isEqualTo("behind");
        assertThat(cycle.certain())
                .as("the gather of jp has a leaf that may fail")
                .isFalse();

        TaskRow alone = row(program, "alone:a");
        assertThat(program.graph.cycle(alone.cycle()).sentence())
                .isEqualTo("3 tasks wait for each other; nothing scheduled will wake them.");
        assertThat(row(program, "diamond:top").cycle()).isEqualTo(-1);
        assertThat(row(program, "diamond:top").stuck()).isFalse();
        assertThat(row(program, "timed-a").cycle()).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void aTasksStackGoesOnThroughWhatItAwaits(Interpreter interpreter) throws Exception {
        HungProgram program = program(interpreter, "cycles.py");
        TaskDetail alone = detail(program, "alone:a");
        assertThat(alone.stack().getFirst()).isInstanceOfSatisfying(StackPart.FramePart.class, frame -> {
            assertThat(frame.place().function()).isEqualTo("sum_children");
            assertThat(frame.locals()).extracting(Frame.Local::name).contains("graph", "node", "children");
            long node = frame.locals().stream()
                    .filter(local -> local.name().equals("node"))
                    .findFirst()
                    .orElseThrow()
                    .value();
            assertThat(program.process.heap().text(node, 10)).isEqualTo("a");
        });
        assertThat(alone.stack().get(1))
                .isInstanceOfSatisfying(
                        StackPart.AwaitsPart.class,
                        part -> assertThat(part.text()).isEqualTo("awaits gather of 1"));
        assertThat(alone.waitsFor()).hasSize(1);
        assertThat(alone.waitedForBy()).hasSize(1);

        TaskDetail deep = detail(program, "deep");
        List<StackPart.FramePart> frames = deep.stack().stream()
                .filter(StackPart.FramePart.class::isInstance)
                .map(StackPart.FramePart.class::cast)
                .toList();
        assertThat(frames).hasSize(302);
        assertThat(frames.getLast().place().insideAsyncio()).isTrue();

        TaskRow quick = program.graph
                .roots(new Filter(DrawnGraph.found(program.graph, "quick"), EnumSet.of(NodeState.DONE)), 0, 10)
                .rows()
                .getFirst();
        TaskDetail done = program.graph.detail(quick.address());
        assertThat(done).isNotNull();
        assertThat(program.process.heap().integer(done.result(), 0)).isEqualTo(42);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void everyWayToWaitHasItsEdges(Interpreter interpreter) throws Exception {
        HungProgram program = program(interpreter, "waits.py");
        assertTasksAreAsTheProgramSays(program);
        assertCyclesMatchMembers(program);
        assertThat(program.graph.detail(program.task("locked")).row().waits()).isNull();
        assertThat(row(program, "timed").stuck()).isFalse();
        List<TaskRow> finished = program.graph
                .roots(new Filter(null, EnumSet.of(NodeState.DONE, NodeState.CANCELLED)), 0, 500)
                .rows();
        assertThat(finished).extracting(TaskRow::name).contains("cancelled", "failed");
        TaskRow failed = finished.stream()
                .filter(row -> row.name().equals("failed"))
                .findFirst()
                .orElseThrow();
        TaskDetail detail = program.graph.detail(failed.address());
        assertThat(detail).isNotNull();
        assertThat(program.process.heap().typeOf(detail.exception()).name()).isEqualTo("builtins.ValueError");
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void tasksWrittenInPythonAreFoundLikeThoseInC(Interpreter interpreter) throws Exception {
        HungProgram program = program(interpreter, "python_tasks.py");
        assertTasksAreAsTheProgramSays(program);
        assertCyclesAreAsTheProgramSays(program);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void aCrowdBehindOneEventAndALongChainAreAnsweredInPages(Interpreter interpreter) throws Exception {
        int count = interpreter.minor() == 12 ? 100_000 : 2_000;
        HungProgram program = program(interpreter, "many.py", Integer.toString(count));
        assertTasksAreAsTheProgramSays(program);
        assertThat(program.graph.counts().pending()).isEqualTo(2 * count + 1);
        assertThat(program.graph.cycleCount()).isZero();
        assertThat(program.graph.roots(Filter.UNFINISHED, 0, 100).total()).isEqualTo(count + 1);
        assertThat(program.graph
                        .roots(Filter.UNFINISHED.among(DrawnGraph.found(program.graph, "crowd-1")), 0, 5)
                        .rows())
                .hasSize(5);
        assertThat(detail(program, "chain-" + (count - 1)).stack()).hasSizeLessThan(400);
    }

    private static void assertTasksAreAsTheProgramSays(HungProgram program) {
        var softly = new SoftAssertions();
        List<String> edges = edges(program);
        for (JsonNode task : program.truth.get("tasks")) {
            String name = task.get("name").asText();
            TaskRow row = program.graph.rowAt(address(task.get("address")));
            softly.assertThat(row).as(name).isNotNull();
            if (row == null) {
                continue;
            }
            softly.assertThat(row.name()).isEqualTo(name);
            softly.assertThat(row.kind()).as(name).isEqualTo(NodeKind.TASK);
            softly.assertThat(row.state()).as(name).isEqualTo(NodeState.PENDING);
            softly.assertThat(row.coroutine())
                    .as(name)
                    .isEqualTo(task.get("coroutine").asText());
            if (!task.get("line").isNull()) {
                softly.assertThat(row.place().file())
                        .as(name)
                        .isEqualTo(task.get("file").asText());
                softly.assertThat(row.place().line())
                        .as(name)
                        .isEqualTo(task.get("line").asInt());
            }
            if (!task.get("waiter").isNull()) {
                softly.assertThat(edges).as(name).contains(edge(row.address(), address(task.get("waiter")), "await"));
            }
        }
        for (JsonNode gather : program.truth.get("gathers")) {
            for (JsonNode child : gather.get("children")) {
                softly.assertThat(edges).contains(edge(address(gather.get("address")), address(child), "gather"));
            }
        }
        for (JsonNode edge : program.truth.get("edges")) {
            softly.assertThat(edges)
                    .contains(edge(
                            address(edge.get(0)),
                            address(edge.get(1)),
                            edge.get(2).asText()));
        }
        softly.assertAll();
    }

    private static void assertCyclesAreAsTheProgramSays(HungProgram program) {
        assertCyclesMatchMembers(program);
        for (JsonNode cycle : program.truth.get("cycles")) {
            List<Long> expected = addresses(cycle);
            TaskRow first = program.graph.rowAt(expected.getFirst());
            assertThat(first).isNotNull();
            List<Long> found = Arrays.stream(program.graph.cycleAddresses(first.cycle()))
                    .boxed()
                    .toList();
            assertThat(turnedTo(found, expected.getFirst())).isEqualTo(expected);
        }
    }

    private static void assertCyclesMatchMembers(HungProgram program) {
        var expected = new ArrayList<List<Long>>();
        program.truth.get("members").forEach(each -> expected.add(addresses(each)));
        var found = new ArrayList<List<Long>>();
        for (int i = 0; i < program.graph.cycleCount(); i++) {
            found.add(Arrays.stream(program.graph.cycleMembers(i)).boxed().toList());
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<Long> turnedTo(List<Long> ring, long first) {
        int start = ring.indexOf(first);
        return Stream.concat(ring.subList(start, ring.size()).stream(), ring.subList(0, start).stream())
                .toList();
    }

    private static List<String> edges(HungProgram program) {
        var edges = new HashSet<String>();
        program.graph.edges((from, to, kind) -> edges.add(edge(from, to, kind.word())));
        return List.copyOf(edges);
    }

    private static String edge(long from, long to, String kind) {
        return Long.toHexString(from) + " " + kind + " " + Long.toHexString(to);
    }

    private static TaskRow row(HungProgram program, String name) {
        TaskRow row = program.graph.rowAt(program.task(name));
        assertThat(row).as(name).isNotNull();
        return row;
    }

    private static TaskDetail detail(HungProgram program, String name) {
        TaskDetail detail = program.graph.detail(program.task(name));
        assertThat(detail).as(name).isNotNull();
        return detail;
    }
}
