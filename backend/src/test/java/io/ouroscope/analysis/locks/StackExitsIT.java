package io.ouroscope.analysis.locks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A live process says who is inside which `with`; its memory must say the same.
final class StackExitsIT {

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void whoIsInsideAWithIsFoundOnEveryKindOfStack(Interpreter interpreter, @TempDir Path folder) throws Exception {
        try (LiveProgram program = LiveProgram.run(interpreter, folder, "exits.py")) {
            TaskGraph tasks = program.snapshot().analysis().tasks();
            var exits = StackExits.of(
                    program.snapshot().analysis().process(), tasks, program.threads(), node -> true, Progress.NONE);
            var check = new SoftAssertions();
            for (JsonNode each : program.truth().get("objects")) {
                List<String> said =
                        each.get("holders").valueStream().map(JsonNode::asText).toList();
                List<Holder> found = exits.holders(LiveProgram.address(each.get("address")));
                check.assertThat(found.stream()
                                .map(holder -> name(holder, tasks))
                                .distinct()
                                .sorted())
                        .as("%s", each)
                        .containsExactlyElementsOf(said);
            }
            check.assertAll();
            assertThat(program.truth().get("objects").size()).isGreaterThan(25);
        }
    }

    private static String name(Holder holder, TaskGraph tasks) {
        if (holder.task() != 0) {
            return tasks.row(tasks.node(holder.task())).name();
        }
        return holder.thread() == null ? "?" : holder.thread().name();
    }
}
