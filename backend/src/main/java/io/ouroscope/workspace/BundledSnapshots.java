package io.ouroscope.workspace;

import io.ouroscope.snapshot.CompressedSnapshot;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The snapshots that come with Ouroscope: in `snapshots/` of the checkout, or beside the jar of a package.
public final class BundledSnapshots {
    private static final String DIRECTORY = "snapshots";
    private static final String SUFFIX = SnapshotNames.CORE + CompressedSnapshot.SUFFIX;

    private BundledSnapshots() {}

    /// All of them, by name; empty if this Ouroscope came without.
    public static List<Path> files() {
        return directory().map(BundledSnapshots::list).orElse(List.of());
    }

    static boolean isBundled(Path file) {
        return file.toString().endsWith(SUFFIX)
                && directory()
                        .filter(directory -> directory.equals(file.getParent()))
                        .isPresent();
    }

    private static Optional<Path> directory() {
        String checkout = System.getProperty("ouroscope.home", "");
        Stream<Path> places = checkout.isBlank() ? besideTheJar() : Stream.of(Path.of(checkout, DIRECTORY));
        return places.map(place -> place.toAbsolutePath().normalize())
                .filter(Files::isDirectory)
                .findFirst();
    }

    private static Stream<Path> besideTheJar() {
        CodeSource source = BundledSnapshots.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = source == null
                    ? null
                    : Path.of(source.getLocation().toURI()).getParent();
            return jar == null
                    ? Stream.empty()
                    : Stream.of(jar.resolve(DIRECTORY), jar.resolve("..").resolve(DIRECTORY));
        } catch (URISyntaxException | IllegalArgumentException noFile) {
            return Stream.empty();
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
