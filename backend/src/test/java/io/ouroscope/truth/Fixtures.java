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

/// The committed snapshots, `snapshots/fixtures`, made by `tools/truth/make-fixtures`: for each version one with the
/// interpreter's account, and for some versions one of `tools/hang/several.py`.
public final class Fixtures {
    private static final Path DIRECTORY = Path.of("..", "snapshots", "fixtures");
    private static final String WITH_ACCOUNT = "fixture";
    private static final String ENDING = ".core.zst";

    private Fixtures() {}

    /// One of them, shown in test names by its version, and its name if it has no account.
    ///
    /// @param name of its file, without the ending
    public record Fixture(String version, String name) {
        Path core() {
            return DIRECTORY.resolve(version).resolve(name + ENDING);
        }

        Path truth() {
            return DIRECTORY.resolve(version).resolve("truth.tsv.zst");
        }

        boolean hasAccount() {
            return name.equals(WITH_ACCOUNT);
        }

        /// The core, unpacked into `directory`.
        public Path unpacked(Path directory) throws IOException {
            Path target = directory.resolve(version + "-" + name + ".core");
            CompressedSnapshot.unpack(core(), target, Progress.NONE);
            return target;
        }

        @Override
        public String toString() {
            return hasAccount() ? version : version + " " + name;
        }
    }

    /// Those with the interpreter's account.
    static List<Fixture> all() {
        return everySnapshot().stream().filter(Fixture::hasAccount).toList();
    }

    /// Those of programs that hang.
    public static List<Fixture> ofHangs() {
        return everySnapshot().stream().filter(each -> !each.hasAccount()).toList();
    }

    /// All files that are there, whatever their names.
    static List<Fixture> everySnapshot() {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .map(file -> new Fixture(
                            file.getParent().getFileName().toString(),
                            file.getFileName().toString().replace(ENDING, "")))
                    .sorted(Comparator.comparing(Fixture::version).thenComparing(Fixture::name))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
