package io.ouroscope.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.truth.Fixtures.Fixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every committed snapshot agrees with the interpreter it was taken from, as [Limits] says, so that no version goes
/// untested where its interpreter is missing; and none tells of the machine it was made on.
class FixturesIT {
    private static final long LARGEST_BYTES = 6 << 20;
    private static final long LARGEST_HANG_BYTES = 4 << 20;
    private static final long ALL_SNAPSHOTS_BYTES = 64 << 20;
    private static final List<String> VERSIONS = List.of(
            "3.8.18", "3.9.18", "3.10.13", "3.11.2", "3.12.1", "3.13.18", "3.13.5t", "3.14.10", "3.14.4", "3.14.4t",
            "3.15.2");
    private static final List<String> TRACES = List.of(
            "/root/.pyenv",
            "/root/.cache",
            "/home/",
            "/workspace",
            "/builds/",
            "/runner/",
            "/Users/runner",
            ".pyenv",
            "/mnt/",
            ".m2/",
            "SSH_",
            "SUDO_",
            "XDG_",
            "JAVA_",
            "MAVEN_",
            "TOKEN=",
            "HOSTNAME=",
            "LOGNAME=");

    @TempDir
    Path directory;

    static List<Fixture> fixtures() {
        return Fixtures.all();
    }

    static List<Fixture> everySnapshot() {
        return Fixtures.everySnapshot();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void aSnapshotAgreesWithTheInterpreterItWasTakenFrom(Fixture fixture) throws IOException {
        Path core = fixture.unpacked(directory);
        try (Snapshot snapshot = Snapshot.open(core, OpenOptions.NO_REFILL)) {
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            TruthFile truth = TruthFile.read(fixture.truth());
            assertThat(truth.version()).isEqualTo(fixture.version());
            Comparison comparison = Comparison.of(analysis, snapshot.threads(), truth);
            Limits.GOAL.check(comparison.total(), report(comparison));
            assertThat(StackTruth.of(analysis.process(), truth).differences).isEmpty();
        }
        Files.delete(core);
    }

    @ParameterizedTest
    @MethodSource("everySnapshot")
    void aSnapshotIsSmallAndHasNoTraceOfTheMachineItWasMadeOn(Fixture fixture) throws IOException {
        assertThat(Files.size(fixture.core()))
                .isLessThanOrEqualTo(fixture.hasAccount() ? LARGEST_BYTES : LARGEST_HANG_BYTES);
        if (fixture.hasAccount()) {
            assertThat(Files.size(fixture.truth())).isLessThanOrEqualTo(LARGEST_BYTES);
        }
        Path core = fixture.unpacked(directory);
        try (Snapshot snapshot = Snapshot.open(core, OpenOptions.NO_REFILL)) {
            assertThat(Traces.in(snapshot, TRACES)).isEmpty();
        }
        Files.delete(core);
    }

    @Test
    void everyVersionHasOneAndAllTogetherAreSmallEnough() throws IOException {
        assertThat(fixtures()).extracting(Fixture::version).containsAll(VERSIONS);
        try (Stream<Path> files = Files.walk(Path.of("..", "snapshots"))) {
            long bytes = files.filter(file -> file.toString().endsWith(".core.zst"))
                    .mapToLong(FixturesIT::size)
                    .sum();
            assertThat(bytes).isLessThanOrEqualTo(ALL_SNAPSHOTS_BYTES);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String report(Comparison comparison) {
        var bytes = new ByteArrayOutputStream();
        Accuracy.print(comparison, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
