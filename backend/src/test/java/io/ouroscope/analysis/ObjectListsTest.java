package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pages of objects, compared with counting through all of them, on a bundled snapshot.
class ObjectListsTest {

    @Test
    void pagesAreWhatCountingThroughGives(@TempDir Path directory) throws IOException {
        Path core = directory.resolve("generate.core");
        CompressedSnapshot.unpack(Path.of("..", "snapshots", "generate.core.zst"), core, Progress.NONE);
        try (Snapshot snapshot = Snapshot.open(core)) {
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            PyType str = analysis.process().heap().types().stream()
                    .filter(type -> type.name().equals("builtins.str"))
                    .findFirst()
                    .orElseThrow();
            compare(analysis, null, null);
            compare(analysis, null, ObjectState.LIVE);
            compare(analysis, null, ObjectState.GARBAGE);
            compare(analysis, str, ObjectState.LIVE);
            compare(analysis, str, null);
            compare(analysis, str, ObjectState.FREED);
        }
    }

    /// Every third object is garbage, which no real process has.
    private static void compare(Analysis analysis, @Nullable PyType type, @Nullable ObjectState state) {
        Census census = analysis.process().census();
        ObjectLists lists = new ObjectLists(census, node -> node % 3 == 0 ? ObjectState.GARBAGE : ObjectState.LIVE);
        int[] expected = IntStream.range(0, census.size())
                .filter(node -> type == null || Objects.equals(census.type(node), type))
                .filter(node -> state == null || state == (node % 3 == 0 ? ObjectState.GARBAGE : ObjectState.LIVE))
                .toArray();
        var choice = new ObjectLists.Choice(type, state);
        for (long offset :
                List.of(0L, 1L, 4_095L, 4_096L, 5_000L, expected.length - 10L, (long) expected.length, 1L << 40)) {
            if (offset >= 0) {
                ObjectLists.Page page = lists.page(choice, offset, 100);
                int from = (int) Math.min(offset, expected.length);
                assertThat(page.total()).isEqualTo(expected.length);
                assertThat(page.nodes())
                        .as("%s from %d", choice, offset)
                        .isEqualTo(Arrays.copyOfRange(expected, from, Math.min(from + 100, expected.length)));
            }
        }
    }
}
