package io.ouroscope.hang;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.hang.Verdict;
import io.ouroscope.progress.Progress;
import io.ouroscope.truth.Fixtures;
import io.ouroscope.truth.Fixtures.Fixture;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said of the committed snapshots of `tools/hang/several.py`, by the same table as live: versions whose
/// interpreter is missing where a build runs get their verdicts judged too.
class HangFixturesIT {
    /// The newest, which few distributions have, and the oldest, which none has any more.
    private static final List<String> VERSIONS = List.of("3.8.18", "3.14.10", "3.15.2");

    @TempDir
    Path folder;

    static List<Fixture> fixtures() {
        return Fixtures.ofHangs();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyHangOfTheProcessIsSaidAndNoOther(Fixture fixture) throws IOException {
        HangProgram program = HangProgram.named(fixture.name() + "/all");
        Path core = fixture.unpacked(folder);
        try (var snapshot = AnalysedSnapshot.ofTemporary(SnapshotStore.of(null), core, Progress.NONE)) {
            assertThat(snapshot.analysis().process().detection().version().toString())
                    .isEqualTo(fixture.version());
            List<Verdict> verdicts = snapshot.hang().report().verdicts();
            assertThat(Judgement.faults(program, verdicts))
                    .as(() -> verdicts.stream().map(HangRun::report).collect(Collectors.joining()))
                    .isEmpty();
            assertThat(verdicts).hasSameSizeAs(program.each());
            assertThatTheJudgeMissesNothing(program, verdicts);
        }
        Files.delete(core);
    }

    /// None of the verdicts may be absent, nor said twice.
    private static void assertThatTheJudgeMissesNothing(HangProgram program, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            var fewer = new ArrayList<>(verdicts);
            fewer.remove(verdict);
            assertThat(Judgement.faults(program, fewer))
                    .as("without %s", verdict)
                    .isNotEmpty();
            var more = new ArrayList<>(verdicts);
            more.add(verdict);
            assertThat(Judgement.faults(program, more)).as("twice %s", verdict).isNotEmpty();
        }
    }

    @Test
    void theOldestAndTheNewestVersionsAreThere() {
        assertThat(fixtures()).extracting(Fixture::version).containsAll(VERSIONS);
    }
}
