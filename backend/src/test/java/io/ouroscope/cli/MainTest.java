package io.ouroscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @Test
    void helpGoesToStdoutAndDocumentsTheExitCodes() {
        Cli help = Cli.run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: ouroscope", "demo", "serve", "capture", "Exit status: 0 done");
    }

    @Test
    void aWrongCommandSuggestsTheRightOne() {
        Cli wrong = Cli.run("captur");
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).startsWith("ouroscope: ").contains("ouroscope capture");
    }

    @Test
    void noCommandIsWrongUsage() {
        Cli none = Cli.run();
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("which command?");
    }

    @Test
    void anErrorIsOneSentenceAndAHintWithoutStackTrace(@TempDir Path directory) {
        Cli failed = Cli.run(
                "capture", "2147483647", "-o", directory.resolve("x.core").toString());
        assertThat(failed.code()).isEqualTo(ExitCode.ERROR);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err())
                .startsWith("ouroscope: There is no process 2147483647.")
                .doesNotContain("Exception", "at io.");
        assertThat(failed.err().lines()).hasSize(2);
    }

    @Test
    void debugShowsWhereItHappened(@TempDir Path directory) {
        Cli failed = Cli.run(
                "--debug",
                "capture",
                "2147483647",
                "-o",
                directory.resolve("x.core").toString());
        assertThat(failed.err()).contains("CaptureException", "at io.ouroscope.capture.");
    }

    @Test
    void aLimitThatMakesNoSenseIsWrongUsage() {
        Cli wrong = Cli.run("capture", "1", "--max-pause", "soon");
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("'soon' is no time; write one like 10s or 500ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port=70000", "--port=x", "--allowed-host=a/b", "--allowed-host=http://a"})
    void anOptionThatMakesNoSenseIsWrongUsage(String option) {
        assertThat(Cli.run("serve", option).code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void servingAFileThatIsNotThereIsAnError(@TempDir Path directory) {
        Cli serve = Cli.run("serve", directory.resolve("none.core").toString(), "--port", "0");
        assertThat(serve.code()).isEqualTo(ExitCode.ERROR);
        assertThat(serve.err()).contains("none.core");
    }

    @Test
    void aReaderThatGoesAwayEndsTheCommandQuietly() {
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(err, true, StandardCharsets.UTF_8), false);
        var closed = new Output(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        int code = Main.run(List.of("processes", "--json"), new Session(closed, terminal, new Cancellation()));
        assertThat(code).isEqualTo(ExitCode.PIPE_CLOSED);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void progressIsSilentWhereNobodyWatches() {
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(err, true, StandardCharsets.UTF_8), false);
        long[] clock = {0};
        var progress = new ProgressLine(terminal, new Cancellation(), () -> clock[0]);
        progress.stage("Finding objects", 100);
        clock[0] = 10_000_000_000L;
        progress.done(50);
        assertThat(err.size()).isZero();
    }

    @Test
    void progressOnATerminalTellsStageShareAndTimeLeft() {
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(err, true, StandardCharsets.UTF_8), true);
        long[] clock = {0};
        var progress = new ProgressLine(terminal, new Cancellation(), () -> clock[0]);
        progress.stage("Finding objects", 100);
        clock[0] = 10_000_000_000L;
        progress.done(50);
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("Finding objects 50 %, 10 s left");
    }
}
