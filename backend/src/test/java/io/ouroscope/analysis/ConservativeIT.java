package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.ReferenceAccounting.Verdict;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Programs;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A small extension compiled here, of whose every word it is known whether it is a reference: exact figures.
final class ConservativeIT {

    private static final String HEADERS = "import sysconfig; print(sysconfig.get_paths()['include'])";

    static List<Interpreter> interpreters() {
        return Interpreters.ofMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void countedWordsAreConfirmedAndBorrowedOnesAreNot(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException, InterruptedException {
        Requirements.needCapture();
        compile(interpreter, directory);
        Path core = directory.resolve("conservative.core");
        String said;
        try (LivePython live =
                LivePython.start(interpreter.path(), directory, resource("conservative.py"), directory.toString())) {
            live.awaitLine("READY");
            said = live.output();
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        try (Snapshot snapshot = Snapshot.open(core)) {
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            compare(analysis, said);
            // The static MemoryError has no collector's head, which its type's instances have.
            assertThat(new Overlaps(analysis).examples)
                    .as("bytes that two objects count")
                    .allMatch(example -> example.contains("builtins.MemoryError"));
        }
    }

    private static void compare(Analysis analysis, String said) {
        Census census = analysis.process().census();
        var wrong = new ArrayList<String>();
        Map<String, Map<Verdict, Integer>> verdicts = new TreeMap<>();
        for (String line : said.split("\n")) {
            String[] words = line.split(" ");
            if (words[0].equals("OBJECT")) {
                long object = Long.decode(words[1]);
                if (census.node(object) < 0
                        || analysis.process().heap().sizeBytes(object) != Long.parseLong(words[2])) {
                    wrong.add(line + ": size is " + analysis.process().heap().sizeBytes(object));
                }
            } else if (words[0].equals("WORD")) {
                int node = census.node(Long.decode(words[1]));
                int target = census.node(Long.decode(words[3]));
                Verdict verdict = node < 0 ? null : analysis.accounting().verdict(node, Long.parseLong(words[2]));
                if (verdict == null || target < 0) {
                    wrong.add(line + ": no conservative reference");
                    continue;
                }
                verdicts.computeIfAbsent(words[4], kind -> new EnumMap<>(Verdict.class))
                        .merge(verdict, 1, Integer::sum);
                if (analysis.state(target) != ObjectState.LIVE) {
                    wrong.add(line + ": the target is " + analysis.state(target));
                }
                boolean right = switch (words[4]) {
                    case "owned" -> verdict.isReference();
                    case "borrowed" -> verdict == Verdict.BORROWED;
                    // The sums cannot tell; what counts is that the target is not taken for garbage.
                    default -> true;
                };
                if (!right) {
                    wrong.add(line + ": is " + verdict);
                }
            }
        }
        assertThat(wrong).as("%s", verdicts).isEmpty();
        assertThat(verdicts).containsKeys("owned", "borrowed", "blind");
        assertThat(verdicts.get("owned").get(Verdict.CONFIRMED))
                .as("%s", verdicts)
                .isGreaterThan(250);
        assertThat(verdicts.get("borrowed").get(Verdict.BORROWED))
                .as("%s", verdicts)
                .isGreaterThan(150);
    }

    private static void compile(Interpreter interpreter, Path directory) throws IOException, InterruptedException {
        Optional<Path> compiler = Programs.onPath("cc");
        Requirements.need(Requirements.EXTENSIONS, compiler.isPresent(), "no C compiler (apt-get install gcc)");
        Process asked = new ProcessBuilder(interpreter.path().toString(), "-I", "-c", HEADERS).start();
        Path headers = Path.of(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        boolean installed = Files.exists(headers.resolve("Python.h"));
        // An interpreter without headers is no reason to fail where another one has them.
        Requirements.need(
                interpreters().stream().anyMatch(each -> !each.equals(interpreter))
                        ? "headers"
                        : Requirements.EXTENSIONS,
                installed,
                "no headers of " + interpreter + " (apt-get install python3-dev)");
        Path source = directory.resolve("conservative.c");
        Files.writeString(source, resource("conservative.c"));
        Process built = new ProcessBuilder(
                        compiler.orElseThrow().toString(),
                        "-w",
                        "-O1",
                        "-shared",
                        "-fPIC",
                        "-I" + headers,
                        source.toString(),
                        "-o",
                        directory.resolve("conservative.so").toString())
                .redirectErrorStream(true)
                .start();
        String messages = new String(built.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(built.waitFor()).as(messages).isZero();
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(ConservativeIT.class.getResourceAsStream("/live/" + name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
