package io.ouroscope.truth;

import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The committed snapshots with the interpreter's account, one for each version: `snapshots/fixtures`, made by
/// `tools/truth/make-fixtures`.
final class Fixtures {
    static final Path DIRECTORY = Path.of("..", "snapshots", "fixtures");

    private Fixtures() {}

    /// One of them, shown in test names by its version.
    record Fixture(String version) {
        Path core() {
            return DIRECTORY.resolve(version).resolve("fixture.core.zst");
        }

        Path truth() {
            return DIRECTORY.resolve(version).resolve("truth.tsv.zst");
        }

        /// The core, unpacked into `directory`.
        Path unpacked(Path directory) throws IOException {
            Path target = directory.resolve(version + ".core");
            CompressedSnapshot.unpack(core(), target, Progress.NONE);
            return target;
        }

        @Override
        public String toString() {
            return version;
        }
    }

    static List<Fixture> all() {
        try (Stream<Path> versions = Files.list(DIRECTORY)) {
            return versions.map(each -> new Fixture(each.getFileName().toString()))
                    .sorted(Comparator.comparing(Fixture::version))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
