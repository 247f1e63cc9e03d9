package io.ouroscope.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stacks, lines and generators of the cores that come with an account of their interpreter: each folder of
/// `snapshots/fixtures` (or of `-Douroscope.test.fixtures`) with a core and a truth file, compressed or not.
class StackTruthTest {
    private static final Path DIRECTORY =
            Path.of(System.getProperty("ouroscope.test.fixtures", "../snapshots/fixtures"));

    @TempDir
    private Path unpacked;

    @Test
    void stacksLinesAndGeneratorsAreAsTheInterpreterSaid() throws IOException {
        assumeTrue(Files.isDirectory(DIRECTORY), "no " + DIRECTORY);
        List<Path> folders;
        try (Stream<Path> all = Files.list(DIRECTORY)) {
            folders = all.filter(Files::isDirectory).sorted().toList();
        }
        assertThat(folders).isNotEmpty();
        for (Path folder : folders) {
            compare(plain(file(folder, ".*core(\\.zst)?")), file(folder, "truth\\.tsv(\\.zst)?"), folder);
        }
    }

    private static Path file(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + folder));
        }
    }

    private Path plain(Path core) throws IOException {
        if (!core.toString().endsWith(".zst")) {
            return core;
        }
        Path target = Files.createTempDirectory(unpacked, "core").resolve("fixture.core");
        CompressedSnapshot.unpack(core, target, Progress.NONE);
        return target;
    }

    private static void compare(Path core, Path truth, Path folder) throws IOException {
        try (Snapshot snapshot = Snapshot.open(core, OpenOptions.NO_REFILL)) {
            StackTruth comparison = StackTruth.of(
                    Discovery.discover(snapshot.memory(), Hints.NONE, Progress.NONE), TruthFile.read(truth));
            assertThat(comparison.differences).as("%s", folder).isEmpty();
            assertThat(comparison.compared).as("%s", folder).containsKey("threads");
        }
    }
}
