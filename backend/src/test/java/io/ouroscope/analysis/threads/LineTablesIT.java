package io.ouroscope.analysis.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.raw.CodeObjects;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Of every instruction of every code object in a process that imported much of the standard library, the line is what
/// the interpreter says it is.
final class LineTablesIT {
    private static final int FEWEST_CODES = 5_000;
    private static final int MOST_TOLD = 20;

    static List<Interpreter> interpreters() {
        return Interpreters.ofMinor(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void everyInstructionHasTheLineThatTheInterpreterSays(Interpreter interpreter, @TempDir Path directory)
            throws IOException, CaptureException {
        Requirements.needCapture();
        Path core = directory.resolve("lines.core");
        Path said = directory.resolve("lines.tsv");
        String script = new String(
                Objects.requireNonNull(LineTablesIT.class.getResourceAsStream("/live/lines.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        try (LivePython live = LivePython.start(interpreter.path(), directory, script, said.toString())) {
            live.awaitLine("READY");
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        try (Snapshot snapshot = Snapshot.open(core)) {
            PythonProcess process = Discovery.discover(snapshot.memory(), Hints.NONE, Progress.NONE);
            var wrong = new ArrayList<String>();
            int codes = 0;
            for (String row : Files.readAllLines(said)) {
                compare(process, row.split("\t", -1), wrong);
                codes++;
            }
            assertThat(wrong.stream().limit(MOST_TOLD))
                    .as("%d differing instructions of %d code objects", wrong.size(), codes)
                    .isEmpty();
            assertThat(codes).isGreaterThan(FEWEST_CODES);
        }
    }

    private static void compare(PythonProcess process, String[] said, List<String> wrong) {
        long code = Long.parseUnsignedLong(said[0], 16);
        if (process.census().node(code) < 0) {
            wrong.add("code " + said[0] + " is not found");
            return;
        }
        CodeObjects codes = process.heap().structs().code;
        int length = Integer.parseInt(said[1]);
        for (int run = 2; run < said.length; run++) {
            String[] pair = said[run].split(":", -1);
            int line = Integer.parseInt(pair[1]);
            int end = run + 1 < said.length ? Integer.parseInt(said[run + 1].split(":", -1)[0]) : length;
            for (int position = Integer.parseInt(pair[0]); position < end; position += 2) {
                int found = codes.line(code, position);
                if (found != line) {
                    wrong.add("code " + said[0] + " at " + position + ": line " + found + ", not " + line);
                }
            }
        }
    }
}
