package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the page of a task says, of a live process that knows it.
class TaskFactsIT {

    @BeforeAll
    static void needed() {
        Requirements.needCapture();
    }

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void callbacksContextAndTracebackAreThoseOfTheProgram(Interpreter python, @TempDir Path directory)
            throws IOException, CaptureException, InterruptedException {
        Path core = directory.resolve("facts.core");
        String script = new String(
                Objects.requireNonNull(TaskFactsIT.class.getResourceAsStream("/hang/facts.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        try (LivePython live = LivePython.start(python.path(), directory, script)) {
            live.awaitLine("READY");
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        try (var served = new AnalysedServer(core, directory)) {
            JsonNode failed = facts(served, "failed");
            assertThat(failed.get("words").asText()).isEqualTo("It ended with an exception.");
            assertThat(failed.get("traceback").findValuesAsText("function")).containsExactly("failing", "deep");
            assertThat(failed.at("/traceback/0/line").asInt()).isEqualTo(line(script, "await deep(7)"));
            assertThat(failed.at("/traceback/1/line").asInt()).isEqualTo(line(script, "raise KeyError"));
            assertThat(words(facts(served, "gathered"))).containsExactly("gather waits for it");
            assertThat(words(facts(served, "waited"))).containsExactly("asyncio.wait waits for it");
            assertThat(words(facts(served, "shielded"))).contains("shield passes its end on");
            assertThat(words(facts(served, "kept"))).containsExactly("takes it out of a set that kept it alive");
            assertThat(words(facts(served, "timed")))
                    .containsAnyOf("wait_for waits for it, with a timeout", "wakes the task that awaits it");
            JsonNode kept = facts(served, "kept");
            List<String> variables = new ArrayList<>();
            kept.get("variables")
                    .forEach(each -> variables.add(
                            text(each.at("/variable/preview")) + " = " + text(each.at("/value/preview"))));
            assertThat(variables).hasSize(2);
            assertThat(variables).anyMatch(each -> each.contains("user") && each.endsWith("= 'ada'"));
            assertThat(variables).anyMatch(each -> each.contains("request") && each.endsWith("= 17"));
            assertThat(kept.at("/chain/0/kind").asText()).isEqualTo("await");
            assertThat(kept.at("/loop/type").asText()).contains("EventLoop");
            assertThat(facts(served, "fresh").get("words").asText()).startsWith("It has not begun");
        }
    }

    private static int line(String script, String text) {
        return (int) script.substring(0, script.indexOf(text)).lines().count();
    }

    private static JsonNode facts(AnalysedServer served, String name) throws IOException {
        JsonNode found =
                served.get("/tasks/table?state=all&sort=name&filter=" + name).get("items");
        for (JsonNode row : found) {
            if (row.at("/task/name").asText().equals(name)) {
                return served.get("/tasks/" + row.at("/task/address").asText() + "/facts");
            }
        }
        throw new AssertionError("no task " + name + " among " + found);
    }

    private static List<String> words(JsonNode facts) {
        return facts.get("callbacks").findValuesAsText("words");
    }

    private static String text(JsonNode spans) {
        var text = new StringBuilder();
        spans.forEach(span -> text.append(span.get("t").asText()));
        return text.toString();
    }
}
