package io.ouroscope.analysis.paths;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Paths in the bundled snapshot of a program whose tasks wait in a circle.
class PathsOfTheDemoTest {
    private static AnalysedSnapshot snapshot;
    private static Analysis analysis;
    private static PathEvaluator evaluator;

    @BeforeAll
    static void open(@TempDir Path directory) throws IOException {
        var store = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        snapshot = AnalysedSnapshot.of(store, Path.of("..", "snapshots", "generate.core.zst"), Progress.NONE);
        analysis = snapshot.analysis();
        evaluator = new PathEvaluator(analysis);
    }

    @AfterAll
    static void close() {
        snapshot.close();
    }

    private static long object(String path) {
        return evaluator.evaluate(path) instanceof Evaluation.Found found
                ? found.object()
                : fail(evaluator.evaluate(path));
    }

    private static long fail(Evaluation evaluation) {
        throw new AssertionError(evaluation.toString());
    }

    private static Evaluation.Failed failure(String path) {
        return (Evaluation.Failed) evaluator.evaluate(path);
    }

    @Test
    void everyPathNamesItsObjectAgain() {
        RoundTrip trip = RoundTrip.of(analysis, 7);
        assertThat(trip.tried).isGreaterThan(5_000);
        assertThat(trip.failures).isEmpty();
        int python = trip.python.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(python).as("paths that are Python from their beginning").isGreaterThan(trip.tried * 7 / 10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sys.modules['__main__'].tasks|__main__.tasks",
                "tasks|__main__.tasks",
                "asyncio.tasks.Task|_asyncio.Task",
                "list(__main__.tasks.values())[-1]|list(__main__.tasks.values())[192]",
                "list(__main__.tasks.items())[3][0]|list(__main__.tasks)[3]",
                "type(__main__.tasks)|dict",
                "__main__.tasks.__class__|builtins.dict",
                "socket.AddressFamily.AF_INET|socket.AF_INET",
                "asyncio.__dict__['Task']|asyncio.Task",
                "asyncio.run.__code__.co_names|asyncio.run.__code__.co_names",
                "asyncio.Task.__mro__[-1]|object",
                "asyncio.sleep.__globals__|asyncio.tasks.__dict__",
            })
    void twoPathsOfOneObject(String one, String other) {
        assertThat(object(one)).isEqualTo(object(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "asyncio.taskz|.taskz|has no attribute 'taskz'|.tasks",
                "asynciO|asynciO|no module is called|asyncio",
                "sys.modules['asynci']|['asynci']|is this one|['asyncio']",
                "list(__main__.tasks)[193]|[193]|has 193 items|``",
                "__main__.tasks[3:4]|:|slice|``",
                "__main__.tasks.values()|__main__.tasks.values()|write list|``",
                "asyncio.run()|()|run code|``",
                "asyncio.events._event_loop_policy.get_event_loop|.get_event_loop|is a method|.__class__.get_event_loop",
                "__main__.__name__[0]|[0]|no object of its own|``",
                "0x10.x|0x10|no Python object|``",
            })
    void aFailureNamesItsPartAndWhatIsThere(String path, String part, String message, String suggestion) {
        Evaluation.Failed failed = failure(path);
        assertThat(path.substring(failed.from(), failed.to())).isEqualTo(part);
        assertThat(failed.message()).contains(message);
        if (!suggestion.isEmpty()) {
            assertThat(failed.suggestions()).contains(suggestion);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sys.modules['__main__'].tasks",
                "sys.modules['asyncio'].sleep",
                "sys.modules['asyncio.base_events'].BaseEventLoop.run_forever",
            })
    void aPathIsWrittenAsAPersonWould(String expected) {
        ObjectPath path = new PathFinder(analysis).find(object(expected));
        assertThat(path.root()).isEqualTo("sys.modules");
        assertThat(path.expression().replaceAll("'asyncio\\.tasks'", "'asyncio'"))
                .isEqualTo(expected);
        assertThat(path.steps().getLast().object()).isEqualTo(object(expected));
    }

    @Test
    void aVariableOfASuspendedCoroutineHasAPath() {
        long node = object("list(__main__.tasks.values())[1]._coro.cr_frame.f_locals['node']");
        assertThat(analysis.process().heap().typeOf(node)).hasToString("__main__.Node");
    }
}
