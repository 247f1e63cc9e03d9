package io.ouroscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Programs;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.Directories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands on a live process.
class LiveCommandsIT {
    private static final String SCRIPT = """
            import asyncio
            class Order:
                def __init__(self, number): self.number = number
            orders = [Order(n) for n in range(7)]
            async def waits_for(n):
                await asyncio.sleep(0)
                await tasks[n]
            async def main():
                tasks.append(asyncio.create_task(waits_for(1)))
                tasks.append(asyncio.create_task(waits_for(0)))
                print("order", hex(id(orders[3])), flush=True)
                await asyncio.wait(tasks)
            tasks = []
            asyncio.run(main())
            """;

    @TempDir
    private Path directory;

    private LivePython process;
    private String pid = "";

    @BeforeEach
    void start() {
        Requirements.needCapture();
        process =
                LivePython.start(Interpreters.onePerMinor(11, 12, 13).getFirst().path(), directory, SCRIPT);
        process.awaitLine("order");
        pid = String.valueOf(process.pid());
    }

    @AfterEach
    void stop() {
        process.close();
    }

    @Test
    void aProcessIsLookedAtThroughATemporaryFileThatIsSaidAndDeleted() throws IOException {
        Cli tasks = Cli.run("tasks", pid);
        assertThat(tasks.code()).isZero();
        assertThat(tasks.out()).contains("Cycle 1: 2 tasks wait for each other");
        assertThat(tasks.err()).contains("temporary file", "deleted").doesNotContain("%");
        Path captures = Directories.ofThisProcess().cache().resolve("captures");
        try (Stream<Path> left = Files.list(captures)) {
            assertThat(left.filter(file -> file.toString().contains("process-" + pid + "-")))
                    .isEmpty();
        }
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void anObjectIsFoundByWhatIdReturnedInTheProcess() {
        String address = process.awaitLine("order");
        assertThat(Cli.run("repr", pid, address).out()).isEqualTo("<Order number=3>\n");
    }

    @Test
    void aCaptureIsAPrivateFileThatTheOtherCommandsOpen() throws IOException {
        Path file = directory.resolve("orders.core");
        Cli capture = Cli.run("capture", pid, "-o", file.toString());
        assertThat(capture.out()).isEqualTo(file + "\n");
        assertThat(capture.err()).contains("the process stood still for");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        JsonNode types = new ObjectMapper()
                .readTree(Cli.run("types", file.toString(), "--json", "--filter", "__main__.Order")
                        .out());
        assertThat(types.get(0).get("count").asInt()).isEqualTo(7);
        assertThat(Cli.run("capture", pid, "-o", file.toString()).code()).isEqualTo(ExitCode.ERROR);
    }

    @Test
    void theProcessIsListed() {
        List<String> line = Cli.run("processes")
                .out()
                .lines()
                .filter(each -> each.contains(pid))
                .toList();
        assertThat(line).singleElement().asString().contains("live", "3.");
    }

    @Test
    void aProcessThatIsNotPythonHasAnExitCodeOfItsOwn() throws IOException {
        try (LivePython sleep = LivePython.start(List.of("sleep", "60"), directory, Map.of())) {
            Cli tasks = Cli.run("tasks", String.valueOf(sleep.pid()));
            assertThat(tasks.code()).isEqualTo(ExitCode.NOT_PYTHON);
            assertThat(tasks.err()).contains(String.valueOf(sleep.pid()));
        }
    }

    @Test
    void pythonsThatCannotBeReadEndWithTheirOwnExitStatusLiveAndAsACore(@TempDir Path directory) throws Exception {
        Requirements.needCapture();
        Path gcore = Programs.gdb().resolveSibling("gcore");
        var tried = new ArrayList<String>();
        for (var python : Interpreters.unreadable()) {
            try (LivePython live =
                    LivePython.start(python, directory, "import time; print('READY'); time.sleep(600)")) {
                live.awaitLine("READY");
                Cli refused = Cli.run("types", String.valueOf(live.pid()));
                assertThat(refused.code()).as(python + ": " + refused.err()).isEqualTo(ExitCode.NOT_PYTHON);
                assertThat(refused.err()).contains("CPython").containsPattern("can be read");
                Process dump = new ProcessBuilder(gcore.toString(), "-o", "core", String.valueOf(live.pid()))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(dump.waitFor()).as(said).isZero();
                Cli core =
                        Cli.run("types", directory.resolve("core." + live.pid()).toString());
                assertThat(core.code()).as(core.err()).isEqualTo(ExitCode.NOT_PYTHON);
                assertThat(core.err()).containsPattern("PyPy|Python 2|older than 3.8");
                tried.add(python.toString());
            }
        }
        Requirements.need("old-python", !tried.isEmpty(), "no PyPy, no Python 2, no CPython older than 3.8");
    }
}
